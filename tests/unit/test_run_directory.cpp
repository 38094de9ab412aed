#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "runs/directory.hpp"
#include "usage_error.hpp"

using namespace cpr;
using namespace cpr::cli;

namespace {

/// A new directory, and CPR_RUNTIME_DIR in it.
struct Place {
  Place() {
    REQUIRE(::mkdtemp(root.data()) != nullptr);
    runs = root + "/runs";
    ::setenv("CPR_RUNTIME_DIR", runs.c_str(), 1);
  }
  ~Place() {
    ::unsetenv("CPR_RUNTIME_DIR");
    std::filesystem::remove_all(root);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  [[nodiscard]] std::string file(const std::string& name) const { return runs + "/" + name; }
  /// As if it had been written long ago.
  void age(const std::string& name, std::chrono::hours by) const {
    std::filesystem::last_write_time(file(name),
                                     std::filesystem::file_time_type::clock::now() - by);
  }

  std::string root = "/tmp/cpr-test-XXXXXX";
  std::string runs;
};

/// Of a process that never existed.
constexpr ProcessToken gone{2147483647, ProcessToken::Kind::Inode, 1};

Record record_of(const ProcessToken& token, RunState state = RunState::Running) {
  Record record;
  record.token = token;
  record.boot_id = own_boot_id();
  record.state = state;
  if (state == RunState::Ended) record.end = Record::End{.verdict = "exit", .status = 3};
  return record;
}

unsigned mode_of(const std::string& path) {
  struct stat info {};
  REQUIRE(::lstat(path.c_str(), &info) == 0);
  return info.st_mode & 07777U;
}

std::size_t entries(const std::string& path) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path),
                                                std::filesystem::directory_iterator()));
}

}  // namespace

TEST_CASE("run_directory: a directory of mode 0700, files of mode 0600, regardless of the umask") {
  for (const mode_t mask : {0U, 0777U}) {
    const Place place;
    CHECK_FALSE(RunDirectory::find());
    const mode_t before = ::umask(mask);
    const RunDirectory directory = RunDirectory::create();
    directory.write(record_of(gone));
    const Fd waiter = directory.announce_waiter(gone);
    CHECK(::umask(before) == mask);
    CHECK(directory.path() == place.runs);
    CHECK(RunDirectory::find());
    CHECK(mode_of(place.runs) == 0700);
    CHECK(mode_of(place.file(text(gone))) == 0600);
    CHECK(mode_of(place.file(".wait-" + text(gone))) == 0600);
    CHECK(entries(place.runs) == 2);
  }
}

TEST_CASE("run_directory: write, read, replace, list, remove") {
  const Place place;
  const RunDirectory directory = RunDirectory::create();
  CHECK_FALSE(directory.read(gone));
  directory.write(record_of(gone));
  CHECK(directory.read(gone) == record_of(gone));
  directory.write(record_of(gone, RunState::Ended));
  CHECK(directory.read(gone) == record_of(gone, RunState::Ended));
  Record older = record_of(own_token());
  older.started_at -= std::chrono::hours(1);
  directory.write(older);
  CHECK(directory.list() == std::vector{older, record_of(gone, RunState::Ended)});
  directory.remove(gone);
  CHECK_FALSE(directory.read(gone));
  CHECK(directory.list().size() == 1);
}

TEST_CASE("run_directory: files that are not records are neither read nor removed") {
  const Place place;
  const RunDirectory directory = RunDirectory::create();
  std::ofstream(place.file("7:1")) << "{}";
  std::ofstream(place.file("notes")) << to_json(record_of(gone));
  std::ofstream(place.file("8:1")) << to_json(record_of(gone));  // the record of another token
  std::ofstream(place.file("9:1")) << std::string(100'000, ' ');
  std::filesystem::create_symlink("notes", place.file(text(gone)));
  REQUIRE(::mkfifo(place.file("10:1").c_str(), 0600) == 0);
  CHECK(directory.list().empty());
  CHECK(entries(place.runs) == 6);
}

TEST_CASE("run_directory: a directory that is open to others is closed") {
  const Place place;
  std::filesystem::create_directory(place.runs);
  std::filesystem::permissions(place.runs, std::filesystem::perms::all);
  CHECK(RunDirectory::find());
  CHECK(mode_of(place.runs) == 0700);
}

TEST_CASE("run_directory: one with records as well, but none that others use") {
  const Place place;
  std::filesystem::create_directory(place.runs);
  REQUIRE(::chmod(place.runs.c_str(), 01777) == 0);
  RunDirectory::create().write(record_of(gone));
  CHECK(mode_of(place.runs) == 0700);
  REQUIRE(::chmod(place.runs.c_str(), 01777) == 0);
  CHECK(RunDirectory::find()->read(gone));
  CHECK(mode_of(place.runs) == 0700);
  std::ofstream(place.file("notes"));
  CHECK(RunDirectory::find()->read(gone));
  REQUIRE(::chmod(place.runs.c_str(), 01777) == 0);
  CHECK_THROWS_WITH_AS(RunDirectory::create(), doctest::Contains("and holds other files"),
                       UsageError);
  CHECK_THROWS_AS(RunDirectory::find(), UsageError);
  CHECK(mode_of(place.runs) == 01777);
}

TEST_CASE(
    "run_directory: a symbolic link, a file, a missing parent and a relative path are refused") {
  const Place place;
  std::filesystem::create_directory_symlink(place.root, place.runs);
  CHECK_THROWS_WITH_AS(RunDirectory::create(), doctest::Contains("it is a symbolic link"),
                       UsageError);
  CHECK_THROWS_AS(RunDirectory::find(), UsageError);
  std::filesystem::remove(place.runs);
  std::ofstream(place.runs) << "x";
  CHECK_THROWS_WITH_AS(RunDirectory::create(), doctest::Contains("Not a directory"), UsageError);
  ::setenv("CPR_RUNTIME_DIR", (place.root + "/a/b").c_str(), 1);
  CHECK_THROWS_WITH_AS(RunDirectory::create(), doctest::Contains("CPR_RUNTIME_DIR"), UsageError);
  CHECK_FALSE(RunDirectory::find());
  ::setenv("CPR_RUNTIME_DIR", "runs", 1);
  CHECK_THROWS_WITH_AS(RunDirectory::create(), doctest::Contains("not an absolute path"),
                       UsageError);
}

TEST_CASE("run_directory: a directory of another user is refused" *
          doctest::skip(::geteuid() != 0)) {
  const Place place;
  std::filesystem::create_directory(place.runs);
  REQUIRE(::chown(place.runs.c_str(), 65534, 65534) == 0);
  CHECK_THROWS_WITH_AS(RunDirectory::create(), doctest::Contains("owned by user 65534"),
                       UsageError);
  CHECK_THROWS_WITH_AS(RunDirectory::find(), doctest::Contains("CPR_RUNTIME_DIR"), UsageError);
}

TEST_CASE("run_directory: XDG_RUNTIME_DIR counts if it is the user's own") {
  const Place place;
  ::unsetenv("CPR_RUNTIME_DIR");
  const char* before = std::getenv("XDG_RUNTIME_DIR");
  const std::string saved = before != nullptr ? before : "";
  ::setenv("XDG_RUNTIME_DIR", place.root.c_str(), 1);
  CHECK(RunDirectory::create().path() == place.root + "/cpr");
  ::setenv("XDG_RUNTIME_DIR", (place.root + "/missing").c_str(), 1);
  const auto other = RunDirectory::find();
  CHECK((!other || other->path() != place.root + "/missing/cpr"));
  if (before != nullptr) {
    ::setenv("XDG_RUNTIME_DIR", saved.c_str(), 1);
  } else {
    ::unsetenv("XDG_RUNTIME_DIR");
  }
}

TEST_CASE("run_directory: records are swept when their process has been gone for a day") {
  const Place place;
  const RunDirectory directory = RunDirectory::create();
  const ProcessToken own = own_token();
  const std::string name = text(gone);
  directory.write(record_of(own));
  directory.write(record_of(gone, RunState::Ended));
  place.age(text(own), std::chrono::hours(48));
  place.age(name, std::chrono::hours(23));
  directory.sweep();
  CHECK(entries(place.runs) == 2);
  place.age(name, std::chrono::hours(25));
  CHECK(RunDirectory::find());
  CHECK(directory.list() == std::vector{record_of(own)});
}

TEST_CASE("run_directory: a lost run is kept for a day from when that is seen") {
  const Place place;
  const RunDirectory directory = RunDirectory::create();
  const std::string name = text(gone);
  directory.write(record_of(gone));
  place.age(name, std::chrono::hours(48));
  directory.sweep();
  CHECK(directory.read(gone) == record_of(gone, RunState::Lost));
  directory.sweep();
  CHECK(directory.read(gone));
  place.age(name, std::chrono::hours(25));
  directory.sweep();
  CHECK_FALSE(directory.read(gone));
}

TEST_CASE("run_directory: a run of another PID namespace may still exist") {
  const Place place;
  const RunDirectory directory = RunDirectory::create();
  Record record = record_of(gone);
  record.pid_namespace = own_pid_namespace().value() + 1;
  directory.write(record);
  place.age(text(gone), std::chrono::hours(48));
  directory.sweep();
  CHECK(directory.read(gone) == record);
}

TEST_CASE("run_directory: a temporary file of a killed writer does not matter, and is swept") {
  const Place place;
  const RunDirectory directory = RunDirectory::create();
  std::ofstream(place.file(".new-" + text(gone))) << "half";
  directory.write(record_of(gone, RunState::Ended));
  CHECK(directory.read(gone));
  std::ofstream(place.file(".new-1:1")) << "half";
  place.age(".new-1:1", std::chrono::hours(25));
  directory.sweep();
  CHECK(entries(place.runs) == 1);
}

TEST_CASE("run_directory: the last waiter removes the record") {
  const Place place;
  const RunDirectory directory = RunDirectory::create();
  directory.write(record_of(gone, RunState::Ended));
  Fd first = directory.announce_waiter(gone);
  Fd second = directory.announce_waiter(gone);
  REQUIRE((first && second));
  directory.remove(gone);  // as `cpr kill`, which does not wait for the status
  CHECK(directory.read(gone));
  directory.remove(gone, std::move(first));
  CHECK(directory.read(gone));
  CHECK(directory.list().size() == 1);
  directory.remove(gone, std::move(second));
  CHECK(entries(place.runs) == 0);
}

TEST_CASE("run_directory: a waiter that gives up leaves the record") {
  const Place place;
  const RunDirectory directory = RunDirectory::create();
  directory.write(record_of(gone, RunState::Ended));
  Fd first = directory.announce_waiter(gone);
  directory.withdraw_waiter(gone, directory.announce_waiter(gone));
  CHECK(entries(place.runs) == 2);
  directory.withdraw_waiter(gone, std::move(first));
  CHECK(entries(place.runs) == 1);
  CHECK(directory.read(gone));
}

TEST_CASE("run_directory: the file of a killed waiter is swept, that of a waiting one is not") {
  const Place place;
  const RunDirectory directory = RunDirectory::create();
  directory.announce_waiter({1, ProcessToken::Kind::Inode, 1}).reset();
  const Fd waiter = directory.announce_waiter(gone);
  place.age(".wait-1:1", std::chrono::hours(25));
  place.age(".wait-" + text(gone), std::chrono::hours(25));
  directory.sweep();
  CHECK(entries(place.runs) == 1);
  CHECK(std::filesystem::exists(place.file(".wait-" + text(gone))));
}
