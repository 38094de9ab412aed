// Writing without being killed by SIGPIPE, where signals act on cpr.
#pragma once

namespace cpr {

/// While it exists, a write to a pipe without a reader fails with EPIPE, and nothing else.
class NoSigpipe {
 public:
  NoSigpipe();
  ~NoSigpipe();
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;

 private:
  bool was_pending_ = false;  ///< and stays so
  bool was_blocked_ = false;
};

}  // namespace cpr
