// What the loop and its watches hold: one epoll set for all descriptors.
#pragma once

#include <uv.h>

#include <cstdint>
#include <memory>

#include "loop/fd.hpp"

struct epoll_event;

namespace cpr {

class Watch;

struct LoopState {
  /// Its callback is not called for what has already happened.
  void forget(const Watch* watch);

  Fd set_;
  uv_loop_t loop_{};
  uv_poll_t set_watch_{};
  std::unique_ptr<epoll_event[]> events_;
  epoll_event* pending_ = nullptr;  ///< in events_: the first whose callback has not been called
  epoll_event* pending_end_ = nullptr;
};

struct WatchState {
  Fd duplicate_;  ///< watched instead of an fd that another Watch has in the loop
  std::uint32_t watched_ = 0;
};

}  // namespace cpr
