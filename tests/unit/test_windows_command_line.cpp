#include <doctest/doctest.h>

#include <random>

#include "core/windows/command_line.hpp"

using namespace cpr;
using namespace cpr::windows;
using Strings = std::vector<std::string>;

TEST_CASE("windows: quotes, and backslashes in front of them, as the table of libuv") {
  CHECK(quoted("plain") == "plain");
  CHECK(quoted("") == "\"\"");
  CHECK(quoted("a b") == "\"a b\"");
  CHECK(quoted("a\tb") == "\"a\tb\"");
  CHECK(quoted("hello\"world") == R"("hello\"world")");
  CHECK(quoted("hello\"\"world") == R"("hello\"\"world")");
  CHECK(quoted("hello\\world") == "hello\\world");
  CHECK(quoted("hello\\\\world") == "hello\\\\world");
  CHECK(quoted("hello\\\"world") == R"("hello\\\"world")");
  CHECK(quoted("hello\\\\\"world") == R"("hello\\\\\"world")");
  CHECK(quoted("hello world\\") == R"("hello world\\")");
  CHECK(quoted("C:\\dir\\") == "C:\\dir\\");
}

TEST_CASE("windows: a command line, and argv[0] is quoted where nothing else is") {
  CHECK(command_line({}, false).empty());
  CHECK(command_line({"C:\\my dir\\x.exe", "a b", ""}, false) == R"("C:\my dir\x.exe" "a b" "")");
  CHECK(command_line({"C:\\my dir\\cmd.exe", "/c", "\"echo \"x\"\""}, true) ==
        R"("C:\my dir\cmd.exe" /c "echo "x"")");
}

TEST_CASE("windows: a command line is split as CommandLineToArgvW does") {
  CHECK(split("").empty());
  CHECK(split("x") == Strings{"x"});
  CHECK(split(R"("C:\a b\x.exe"  "a b"	c )") == Strings{"C:\\a b\\x.exe", "a b", "c"});
  CHECK(split(R"(x "abc" d e)") == Strings{"x", "abc", "d", "e"});
  CHECK(split(R"(x a\\b d"e f"g h)") == Strings{"x", R"(a\\b)", "de fg", "h"});
  CHECK(split(R"(x a\\\"b c d)") == Strings{"x", R"(a\"b)", "c", "d"});
  CHECK(split(R"(x a\\\\"b c" d e)") == Strings{"x", R"(a\\b c)", "d", "e"});
  CHECK(split(R"(x "a""b" c)") == Strings{"x", "a\"b", "c"});
  CHECK(split(R"(C:\dir\"x y" z)") == Strings{"C:\\dir\\x y", "z"});
}

TEST_CASE("windows: random arguments come back as they were") {
  std::mt19937 random(20240427);  // NOLINT(cert-msc51-cpp): the same ones each time
  const std::string letters = "a\\\" \t\\\"\\x%&";
  const auto below = [&](std::size_t end) { return random() % end; };
  for (int round = 0; round < 20000; ++round) {
    Strings argv{"x.exe"};
    for (auto count = below(5); count > 0; --count) {
      std::string& argument = argv.emplace_back();
      for (auto size = below(9); size > 0; --size) argument += letters[below(letters.size())];
    }
    const std::string line = command_line(argv, false);
    CAPTURE(line);
    REQUIRE(split(line) == argv);
  }
}

TEST_CASE("windows: cmd.exe is known by its name, as Node knows it") {
  for (const char* shell : {"cmd", "cmd.exe", "CMD.EXE", "C:\\Windows\\System32\\Cmd.exe"}) {
    CAPTURE(shell);
    CHECK(is_cmd(shell));
  }
  for (const char* shell : {"", "cmd.com", "xcmd", "bash", "C:\\cmd\\bash.exe", "C:/cmd.exe"}) {
    CAPTURE(shell);
    CHECK_FALSE(is_cmd(shell));
  }
}

TEST_CASE("windows: what a shell gets") {
  const auto cmd = windows::shell_words("cmd.exe", "echo \"a b\" && ver", {});
  CHECK(cmd.verbatim);
  CHECK(cmd.words == Strings{"/d", "/s", "/c", R"("echo "a b" && ver")"});
  // spawn('"my script.cmd"', ['a', 'b'], { shell: true }) of Node's documentation
  CHECK(windows::shell_words("cmd", "\"my script.cmd\"", {"a", "b"}).words.back() ==
        R"(""my script.cmd" a b")");
  const auto bash = windows::shell_words("bash.exe", "echo $1", {"a&b"});
  CHECK_FALSE(bash.verbatim);
  CHECK(bash.words == Strings{"-c", "echo $1", "bash.exe", "a&b"});
  CHECK(windows::shell_words("bash", "true", {}).words == Strings{"-c", "true"});
}

TEST_CASE("windows: arguments without a meaning to cmd.exe") {
  for (const char* argument : {"a", "--key=value", "C:\\dir\\x.txt", "a,b;c", "\xc3\xa4", "*?@'"}) {
    CAPTURE(argument);
    CHECK(is_plain(argument));
  }
  for (const char* argument : {"", "a b", "a\tb", "a\nb", "\"", "%PATH%", "!x!", "^", "a&b", "a|b",
                               "<x", ">x", "(", ")", "\x7f", "\r", "\x1a"}) {
    CAPTURE(argument);
    CHECK_FALSE(is_plain(argument));
  }
}
