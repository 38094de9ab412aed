#include <doctest/doctest.h>

#include "core/windows/program_search.hpp"

using namespace cpr::windows;
using Strings = std::vector<std::string>;

TEST_CASE("windows: a name is searched in the cwd and in PATH, with the extensions of programs") {
  CHECK(path_candidates("node", {"Path=C:\\a;D:\\b\\"}) ==
        Strings{"node.com", "node.exe", "C:\\a\\node.com", "C:\\a\\node.exe", "D:\\b\\node.com",
                "D:\\b\\node.exe"});
  CHECK(path_candidates("x.y", {"PATH=C:\\a"}) ==
        Strings{"x.y", "x.y.com", "x.y.exe", "C:\\a\\x.y", "C:\\a\\x.y.com", "C:\\a\\x.y.exe"});
  CHECK(path_candidates("x", {}) == Strings{"x.com", "x.exe"});
  CHECK(path_candidates("x.", {}) == Strings{"x..com", "x..exe"});
  CHECK(path_candidates("", {"PATH=C:\\a"}).empty());
  CHECK(path_candidates(".", {"PATH=C:\\a"}).empty());
}

TEST_CASE("windows: the cwd is not searched where the user has forbidden that") {
  CHECK(path_candidates("x", {"nodefaultcurrentdirectoryinexepath=1", "PATH=C:\\a"}) ==
        Strings{"C:\\a\\x.com", "C:\\a\\x.exe"});
}

TEST_CASE("windows: a directory of PATH may be in quotes, and have semicolons") {
  CHECK(path_candidates("x", {R"(PATH=;;"C:\a;b";'D:\c';"E:\d)"}) ==
        Strings{"x.com", "x.exe", R"(C:\a;b\x.com)", R"(C:\a;b\x.exe)", R"(D:\c\x.com)",
                R"(D:\c\x.exe)", R"(E:\d\x.com)", R"(E:\d\x.exe)"});
}

TEST_CASE("windows: a name with a directory or a drive is not searched") {
  CHECK_FALSE(is_searched("a\\x"));
  CHECK_FALSE(is_searched("a/x"));
  CHECK_FALSE(is_searched("C:x"));
  CHECK(is_searched("x.exe"));
  CHECK(path_candidates(".\\x", {"PATH=C:\\a"}) == Strings{".\\x.com", ".\\x.exe"});
  CHECK(path_candidates("a.b/x", {"PATH=C:\\a"}) == Strings{"a.b/x.com", "a.b/x.exe"});
  CHECK(path_candidates("C:x.exe", {}) == Strings{"C:x.exe", "C:x.exe.com", "C:x.exe.exe"});
}

TEST_CASE("windows: batch files, however they are written") {
  for (const char* path :
       {"x.bat", "x.cmd", "X.BAT", "x.CmD", "C:\\dir\\x.bat", "dir/x.cmd", "x.bat.", "x.bat ",
        "x.bat. .. ", "x.bat\t", "C:x.bat", "x.bat::$DATA", "x.bat:stream", "x.bat. ::$DATA",
        "x.txt:y.bat", "x.y.bat", ".bat", "\\\\?\\C:\\x.bat", "x.bat..."}) {
    CAPTURE(path);
    CHECK(is_batch_file(path));
  }
  for (const char* path : {"", "x", "x.exe", "bat", "x.bat.exe", "x.batch", "x.ba", "C:\\x.bat\\y",
                           "x.bat/y.exe", "...", "C:"}) {
    CAPTURE(path);
    CHECK_FALSE(is_batch_file(path));
  }
}
