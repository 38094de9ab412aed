#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "files/blocking_io.hpp"
#include "files/output_file.hpp"
#include "usage_error.hpp"

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

TEST_CASE("output_file: a file is replaced atomically, without leftover files") {
  const Directory directory;
  const std::string file = directory.path + "/result";
  CHECK(OutputFile("--result", file).replace("a long first content") == 0);
  CHECK(OutputFile("--result", file).replace("second") == 0);
  CHECK(content(file) == "second");
  CHECK(entries(directory.path) == 1);
}

TEST_CASE("output_file: a failure changes nothing") {
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

TEST_CASE("output_file: a file that is not regular is written in place") {
  CHECK(OutputFile("--result", "/dev/null").replace("x") == 0);
  CHECK(std::filesystem::is_character_file("/dev/null"));
  CHECK(OutputFile("--result", "/dev/full").replace("x") == ENOSPC);
}
