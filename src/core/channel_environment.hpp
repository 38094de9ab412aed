// NODE_CHANNEL_FD and NODE_CHANNEL_SERIALIZATION_MODE, which tell a program about its message
// channel, as in Node.
#pragma once

#include <optional>
#include <string_view>

#include "core/job.hpp"

namespace cpr {

inline constexpr const char* channel_fd_variable = "NODE_CHANNEL_FD";

bool is_channel_variable(std::string_view name);

/// What the variables say.
struct ChannelEnd {
  int fd = -1;  ///< of the child
  Serialization serialization = Serialization::Json;
};

/// None if the job has no channel.
std::optional<ChannelEnd> channel_end(const Job& job);

/// Sets the variables. They override all other changes.
void set_channel_variables(EnvironmentChanges& changes, const ChannelEnd& channel);

}  // namespace cpr
