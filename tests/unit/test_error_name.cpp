#include "core/error_name.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <set>
#include <string>

using cpr::error_name;

TEST_CASE("error name: each number of the kernel has a name of its own") {
  constexpr int last = EHWPOISON;
  std::set<std::string> names;
  for (int error = 1; error <= last; ++error) {
    CAPTURE(error);
    const char* name = error_name(error);
    // The kernel reserves the numbers of EWOULDBLOCK and EDEADLOCK, which have another value.
    const bool reserved = error == 41 || error == 58;
    REQUIRE((name == nullptr) == reserved);
    if (name != nullptr) names.insert(name);
  }
  CHECK(names.size() == last - 2);
  CHECK(error_name(0) == nullptr);
  CHECK(error_name(last + 1) == nullptr);
}

TEST_CASE("error name: as the symbol, also the longest") {
  CHECK(std::string(error_name(ENOENT)) == "ENOENT");
  CHECK(std::string(error_name(EAGAIN)) == "EAGAIN");
  CHECK(std::string(error_name(ENOTRECOVERABLE)) == "ENOTRECOVERABLE");
  CHECK(std::string(error_name(EPROTONOSUPPORT)) == "EPROTONOSUPPORT");
}
