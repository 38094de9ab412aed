#include "core/channel_environment.hpp"

#include <string>

namespace cpr {
namespace {

constexpr const char* serialization_variable = "NODE_CHANNEL_SERIALIZATION_MODE";

}  // namespace

bool is_channel_variable(std::string_view name) {
  return name == channel_fd_variable || name == serialization_variable;
}

std::optional<ChannelEnd> channel_end(const Job& job) {
  for (std::size_t fd = 0; job.channel && fd < job.stdio.size(); ++fd) {
    if (job.stdio[fd].kind == StdioSpec::Kind::Ipc) {
      return ChannelEnd{static_cast<int>(fd), job.channel->serialization};
    }
  }
  return std::nullopt;
}

void set_channel_variables(EnvironmentChanges& changes, const ChannelEnd& channel) {
  std::erase_if(changes.unset, is_channel_variable);
  changes.set.emplace_back(channel_fd_variable, std::to_string(channel.fd));
  changes.set.emplace_back(serialization_variable,
                           channel.serialization == Serialization::Json ? "json" : "advanced");
}

}  // namespace cpr
