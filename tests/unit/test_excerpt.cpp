#include <doctest/doctest.h>

#include <string>

#include "core/excerpt.hpp"

using namespace cpr;

namespace {

/// What a reader gets, and how many bytes were omitted.
struct Kept {
  std::string text;
  std::uint64_t omitted = 0;
  bool operator==(const Kept&) const = default;
};

doctest::String toString(const Kept& kept) {
  return (kept.text + " (" + std::to_string(kept.omitted) + " omitted)").c_str();
}

Kept kept(const std::string& stream, std::uint64_t most, OverflowAction action,
          std::size_t piece = 7) {
  Excerpt excerpt(most, action);
  Kept kept{stream.substr(0, excerpt.passes()), 0};
  for (std::size_t at = kept.text.size(); at < stream.size(); at += piece) {
    kept.text += excerpt.feed(stream.substr(at, piece));
  }
  const std::uint64_t withheld = excerpt.withheld();
  const Excerpt::End end = excerpt.finish();
  CHECK(end.head.size() + end.tail.size() <= withheld);
  kept.text += end.head + end.marker + end.tail;
  kept.omitted = excerpt.omitted();
  return kept;
}

constexpr auto head = OverflowAction::Head;
constexpr auto tail = OverflowAction::Tail;
constexpr auto ends = OverflowAction::Ends;

}  // namespace

TEST_CASE("excerpt: a stream within the limit is kept whole, without a marker") {
  for (const auto action : {head, tail, ends}) {
    for (const std::uint64_t most : {10U, 11U, 1000U}) {
      CHECK(kept("0123\n56789", most, action) == Kept{"0123\n56789", 0});
      CHECK(kept("", most, action) == Kept{"", 0});
    }
  }
}

TEST_CASE("excerpt: without line ends the cuts are exact, and the marker is a line") {
  const std::string stream = "0123456789";
  CHECK(kept(stream, 4, head) == Kept{"0123\n[cpr: 6 bytes omitted]\n", 6});
  CHECK(kept(stream, 4, tail) == Kept{"[cpr: 6 bytes omitted]\n6789", 6});
  CHECK(kept(stream, 4, ends) == Kept{"01\n[cpr: 6 bytes omitted]\n89", 6});
  CHECK(kept(stream, 9, ends) == Kept{"01234\n[cpr: 1 bytes omitted]\n6789", 1});
  CHECK(kept(stream, 1, head) == Kept{"0\n[cpr: 9 bytes omitted]\n", 9});
  CHECK(kept(stream, 1, tail) == Kept{"[cpr: 9 bytes omitted]\n9", 9});
  CHECK(kept(stream, 1, ends) == Kept{"0\n[cpr: 9 bytes omitted]\n", 9});
  for (const auto action : {head, tail, ends}) {
    CHECK(kept(stream, 0, action) == Kept{"[cpr: 10 bytes omitted]\n", 10});
  }
}

TEST_CASE("excerpt: cuts move to a line end that is near") {
  const std::string stream = "1\n22\n333\n4444\n55555\n666666\n";
  CHECK(kept(stream, 10, head) == Kept{"1\n22\n333\n[cpr: 18 bytes omitted]\n", 18});
  CHECK(kept(stream, 10, tail) == Kept{"[cpr: 20 bytes omitted]\n666666\n", 20});
  CHECK(kept(stream, 20, ends) == Kept{"1\n22\n333\n[cpr: 11 bytes omitted]\n666666\n", 11});
}

TEST_CASE("excerpt: cuts at a line end stay there") {
  CHECK(kept("1\n2\n3\n4\n", 4, head) == Kept{"1\n2\n[cpr: 4 bytes omitted]\n", 4});
  CHECK(kept("1\n2\n3\n4\n", 4, tail) == Kept{"[cpr: 4 bytes omitted]\n3\n4\n", 4});
  CHECK(kept("1\n2\n3\n4\n", 4, ends) == Kept{"1\n[cpr: 4 bytes omitted]\n4\n", 4});
}

TEST_CASE("excerpt: a line end that is farther away than half of the part is not near") {
  CHECK(kept("a\nbcdefghij", 8, head) == Kept{"a\nbcdefg\n[cpr: 3 bytes omitted]\n", 3});
  CHECK(kept("abcdefghi\nj", 8, tail) == Kept{"[cpr: 3 bytes omitted]\ndefghi\nj", 3});
}

TEST_CASE("excerpt: nor is one that is farther away than the reach") {
  const std::string far = "\n" + std::string(Excerpt::line_reach, 'x');
  const std::string near = "\n" + std::string(Excerpt::line_reach - 1, 'x');
  const std::string start(4 * Excerpt::line_reach, 's');
  const auto size = [](const std::string& text) { return std::uint64_t{text.size()}; };
  CHECK(kept(start + far + start, size(start + far), head).omitted == size(start));
  CHECK(kept(start + near + start, size(start + near), head).omitted ==
        size(start) + size(near) - 1);
}

TEST_CASE("excerpt: the size of the pieces does not matter") {
  std::string stream;
  for (int i = 0; i < 3000; ++i) {
    stream += std::string(static_cast<std::size_t>(i * 37 % 90), 'x') + '\n';
  }
  for (const auto action : {head, tail, ends}) {
    for (const std::uint64_t most : {0U, 1U, 2U, 3U, 50U, 1000U, 5001U, 100'000U}) {
      CAPTURE(most);
      const Kept whole = kept(stream, most, action, stream.size());
      CHECK(whole.text.size() <= most + 40);
      CHECK(whole.omitted >= stream.size() - most);
      CHECK(whole.omitted <= stream.size() - most + 2 * 90);
      for (const std::size_t piece : {1U, 11U, 4096U}) {
        CHECK(kept(stream, most, action, piece) == whole);
      }
    }
  }
}
