// Plain text as a JSON string: compares the function that writes captured output with a loop over
// the bytes. Prints the milliseconds of both, one line for each turn.
//
//   bench_escape TURNS
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "text/json_string.hpp"

namespace {

// Fits into a cache, to measure the function and not the memory.
constexpr std::size_t length = std::size_t{1} << 18U;
constexpr int rounds = 64;

void ours(std::string& out, std::string_view text) {
  cpr::append_json_string(out, text);
}

void byte_by_byte(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4U];
      out += digits[byte & 0xFU];
    } else {
      out += c;
    }
  }
  out += '"';
}

template <typename Escape>
double ms_of(Escape escape, std::string_view text, std::string& out) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i) {
    out.clear();
    escape(out, text);
    // Keeps the compiler from removing unused work.
    asm volatile("" : : "r"(out.data()) : "memory");
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  return took.count();
}

}  // namespace

int main(int argc, char** argv) {
  const int turns = argc > 1 ? std::atoi(argv[1]) : 20;
  std::string text(length, ' ');
  for (std::size_t i = 0; i < length; ++i) text[i] = static_cast<char>('a' + i % 26);
  std::string out;
  out.reserve(2 * length);
  ms_of(ours, text, out);
  ms_of(byte_by_byte, text, out);
  for (int i = 0; i < turns; ++i) {
    const double of_ours = ms_of(ours, text, out);
    const std::string result = out;
    const double of_peer = ms_of(byte_by_byte, text, out);
    if (out != result) return 1;  // both results have to be equal
    std::printf("%.6f %.6f\n", of_ours, of_peer);
  }
  return 0;
}
