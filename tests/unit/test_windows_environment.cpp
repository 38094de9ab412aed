#include <doctest/doctest.h>

#include "core/windows/variables.hpp"
#include "process/windows/environment_block.hpp"

using namespace cpr::windows;
using Strings = std::vector<std::string>;

namespace {

/// Of Latin-1, as far as the cases need it.
char16_t upper(char16_t unit) {
  const bool is_lower = (unit >= u'a' && unit <= u'z') || (unit >= u'\xe0' && unit <= u'\xfe');
  return is_lower ? static_cast<char16_t>(unit - 0x20) : unit;
}

/// The strings of a block; none if it does not end as it has to.
std::vector<std::u16string> strings_of(const std::u16string& block) {
  if (block.size() < 2 || !block.ends_with(std::u16string(2, u'\0'))) return {};
  std::vector<std::u16string> strings;
  for (std::size_t at = 0; block[at] != u'\0'; at += strings.back().size() + 1) {
    strings.emplace_back(block.c_str() + at);
  }
  return strings;
}

}  // namespace

TEST_CASE("windows: an environment is sorted without regard to case") {
  CHECK(strings_of(environment_block({"b=1", "A=2", "_=3", "C=4", "ab=5", "=C:=C:\\x"}, upper)) ==
        std::vector<std::u16string>{u"=C:=C:\\x", u"A=2", u"ab=5", u"b=1", u"C=4", u"_=3"});
  CHECK(strings_of(environment_block({"\xc3\xa4=1", "z=2", "\xc3\x84z=3"}, upper)) ==
        std::vector<std::u16string>{u"z=2", u"\xe4=1", u"\xc4z=3"});
}

TEST_CASE("windows: of names that differ in case, the first in the order of UTF-16 is kept") {
  CHECK(strings_of(environment_block({"path=c", "Path=b", "PATH=a"}, upper)) ==
        std::vector<std::u16string>{u"PATH=a"});
  CHECK(strings_of(environment_block({"aB=1", "ab=2"}, upper)) ==
        std::vector<std::u16string>{u"aB=1"});
}

TEST_CASE("windows: a string without a name is omitted, an empty value is not") {
  CHECK(strings_of(environment_block({"odd", "", "=", "E=", "V=a=b"}, upper)) ==
        std::vector<std::u16string>{u"E=", u"V=a=b"});
  CHECK(environment_block({}, upper) == std::u16string(2, u'\0'));
}

TEST_CASE("windows: variables are found by their name in any case") {
  const Strings envp{"=C:=C:\\x", "PATHEXT=.com", "Path=p"};
  CHECK(find_variable(envp, "PATH") == std::string("p"));
  CHECK(find_variable(envp, "=c:") == std::string("C:\\x"));
  CHECK(find_variable(envp, "PA") == nullptr);
  CHECK(same_letters("SystemRoot", "SYSTEMROOT"));
  CHECK(hash_of_letters("SystemRoot") == hash_of_letters("SYSTEMROOT"));
  CHECK_FALSE(same_letters("a", "ab"));
}

TEST_CASE("windows: an environment from nothing has what programs need") {
  Strings envp{"a=1", "path=mine"};
  const std::vector<std::string_view> parent{"SystemRoot=C:\\W", "Path=theirs", "TEMP=t", "X=x"};
  add_required(envp, parent, {"Temp"});
  CHECK(envp == Strings{"a=1", "path=mine", "SystemRoot=C:\\W"});
}
