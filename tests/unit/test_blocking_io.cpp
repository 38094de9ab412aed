#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "files/blocking_io.hpp"

using namespace cpr::cli;

TEST_CASE("blocking_io: directories as getcwd(2) returns them") {
  CHECK(absolute_directory("/") == "/");
  CHECK(absolute_directory("/usr/../usr/.") == "/usr");
  CHECK(absolute_directory("/no/such") == "/no/such");
  CHECK(absolute_directory(std::nullopt)->front() == '/');
}

TEST_CASE("blocking_io: all of the text is written despite short writes") {
  for (const bool limited : {false, true}) {
    int ends[2];
    REQUIRE(::pipe2(ends, O_NONBLOCK) == 0);
    const std::string text(300'000, 'w');
    const pid_t reader = ::fork();
    if (reader == 0) {
      ::close(ends[1]);
      std::size_t total = 0;
      char buffer[1000];
      ssize_t n = 0;
      while ((n = ::read(ends[0], buffer, sizeof buffer)) != 0) {
        if (n > 0) total += static_cast<std::size_t>(n);
      }
      ::_exit(total == text.size() ? 0 : 1);
    }
    ::close(ends[0]);
    const auto time_limit =
        limited ? std::optional<cpr::Duration>(std::chrono::seconds(20)) : std::nullopt;
    CHECK(write_all(ends[1], text, time_limit) == 0);
    ::close(ends[1]);
    int status = 0;
    ::waitpid(reader, &status, 0);
    CHECK(status == 0);
  }
}

TEST_CASE("blocking_io: the time limit expires") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  CHECK(write_all(ends[1], std::string(100'000, 'w'), std::chrono::milliseconds(20)) == ETIMEDOUT);
  ::close(ends[0]);
  ::close(ends[1]);
}
