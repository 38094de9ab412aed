// cpr opens no sockets on Windows: the options that ask for one are refused.
#include "ipc/connect.hpp"

namespace cpr {

Connect::Connect(const HandleSpec& /*server*/) {}

Connect::State Connect::state() {
  return State::Refused;
}

bool accepts_connections(const HandleSpec& /*server*/, TimePoint /*deadline*/) {
  return false;
}

}  // namespace cpr
