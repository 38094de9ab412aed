#include "text/line_search.hpp"

#include <utility>

namespace cpr {

LineSearch::LineSearch(std::string text) : text_(std::move(text)), borders_(text_.size()) {
  std::size_t border = 0;
  for (std::size_t i = 1; i < text_.size(); ++i) {
    while (border > 0 && text_[i] != text_[border]) border = borders_[border - 1];
    if (text_[i] == text_[border]) ++border;
    borders_[i] = border;
  }
}

bool LineSearch::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    for (std::size_t i = 0; i < line.size() && !found_; ++i) match(line[i]);
    if (line.size() == bytes.size()) return false;
    if (found_) return true;
    matched_ = 0;
    bytes.remove_prefix(line.size() + 1);
  }
  return false;
}

void LineSearch::match(char c) {
  while (matched_ > 0 && c != text_[matched_]) matched_ = borders_[matched_ - 1];
  if (c == text_[matched_]) ++matched_;
  found_ = matched_ == text_.size();
}

}  // namespace cpr
