#include "words.hpp"

#include <fmt/format.h>

#include <sstream>
#include <stdexcept>

#include "measure.hpp"

namespace bench {

Words split(std::string_view text) {
  std::istringstream in{std::string(text)};
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

Words operator+(Words words, const std::string& word) {
  words.push_back(word);
  return words;
}

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Words operator+(const std::string& word, const Words& more) {
  return Words{word} + more;
}

void add_words(Words& words, int count) {
  for (int i = 0; i < count; ++i) words.push_back(fmt::format("a{}", i));
}

Words variables(int count) {
  Words words;
  for (int i = 0; i < count; ++i) words.push_back(fmt::format("V{}=x", i));
  return words;
}

double number_after(std::string_view text, std::string_view key) {
  const auto at = text.find(key);
  if (at == text.npos) throw std::runtime_error("there is no " + std::string(key));
  return std::stod(std::string(text.substr(at + key.size(), 32)));
}

void need(const std::string& program) {
  if (!on_path(program)) throw Missing(program);
}

std::string python() {
  need("python3");
  auto text = run({{"python3", "-c", "import sys; print(sys.executable)"}, Output::Kept}).text;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  if (text.empty()) throw Missing("python3");
  return text;
}

}  // namespace bench
