#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "files/blocking_io.hpp"
#include "usage_error.hpp"
#include "files/output_file.hpp"

using namespace cpr::cli;

namespace {

struct Directory {
  Directory() { REQUIRE(::mkdtemp(path.data()) != nullptr); }
  ~Directory() { std::filesystem::remove_all(path); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  std::string path = "/tmp/cpr-test-XXXXXX";
};

std::string content(const std::string& path) {
  std::string text;
  CHECK(read_file(path, text) == 0);
  return text;
}

std::size_t entries(const std::string& path) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    static_cast<void>(entry);
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("files: a file is replaced as a whole, and nothing else is left") {
  const Directory directory;
  const std::string file = directory.path + "/result";
  CHECK(OutputFile("--result", file).replace("a long first content") == 0);
  CHECK(OutputFile("--result", file).replace("second") == 0);
  CHECK(content(file) == "second");
  CHECK(entries(directory.path) == 1);
}

TEST_CASE("files: a failure leaves what was there") {
  const Directory directory;
  const std::string file = directory.path + "/sub";
  ::mkdir(file.c_str(), 0700);
  CHECK_THROWS_AS(OutputFile("--result", file + "/no/result"), UsageError);
  const OutputFile output("--result", file + "/result");
  ::rmdir(file.c_str());
  CHECK(output.replace("x") == ENOENT);
  ::mkdir(file.c_str(), 0700);
  CHECK(entries(directory.path) == 1);
  CHECK(entries(file) == 0);
}

TEST_CASE("files: what is no regular file is written to, never replaced") {
  CHECK(OutputFile("--result", "/dev/null").replace("x") == 0);
  CHECK(std::filesystem::is_character_file("/dev/null"));
  CHECK(OutputFile("--result", "/dev/full").replace("x") == ENOSPC);
}

TEST_CASE("files: directories as getcwd says them") {
  CHECK(absolute_directory("/") == "/");
  CHECK(absolute_directory("/usr/../usr/.") == "/usr");
  CHECK(absolute_directory("/no/such") == "/no/such");
  CHECK(absolute_directory(std::nullopt)->front() == '/');
}

TEST_CASE("files: everything is written, however little a descriptor takes at once") {
  for (const bool patient : {false, true}) {
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
    const auto patience =
        patient ? std::optional<cpr::Duration>(std::chrono::seconds(20)) : std::nullopt;
    CHECK(write_all(ends[1], text, patience) == 0);
    ::close(ends[1]);
    int status = 0;
    ::waitpid(reader, &status, 0);
    CHECK(status == 0);
  }
}

TEST_CASE("files: patience ends") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  CHECK(write_all(ends[1], std::string(100'000, 'w'), std::chrono::milliseconds(20)) == ETIMEDOUT);
  ::close(ends[0]);
  ::close(ends[1]);
}
