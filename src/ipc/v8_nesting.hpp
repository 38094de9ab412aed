// The open objects while V8's format is read, and where each object was written. They are in a
// list, so that nesting needs no stack.
#pragma once

#include <algorithm>
#include <deque>
#include <limits>
#include <vector>

#include "ipc/v8_pieces.hpp"
#include "text/json_reader.hpp"

namespace cpr {

class V8Nesting : protected V8Pieces {
 protected:
  using V8Pieces::V8Pieces;

  enum class Kind : std::uint8_t { Object, Dense, Sparse, Map, Set, Error, Host, View, Text, Key };

  /// A value that has begun and not ended.
  struct Open {
    Kind kind;
    std::size_t id;
    std::uint32_t length = 0;  ///< of an array
    std::uint32_t count = 0;   ///< values read so far; a pair counts as two
    std::uint32_t place = 0;   ///< of an array: the next index to write
    /// Where the shown part ends. The named properties of an array and the parts of an Error are
    /// read and not shown.
    std::size_t shown_end = nowhere;
    std::size_t shown_ids = 0;
    std::size_t height = 0;  ///< levels of JSON written so far, its own included
  };
  struct Written {
    std::size_t begin;
    std::size_t end;
    std::size_t height = 0;
  };
  static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

  /// The levels of JSON that a kind is shown as.
  static std::size_t levels(Kind kind) {
    switch (kind) {
      case Kind::Map:
      case Kind::View: return 2;
      case Kind::Host:
      case Kind::Text:
      case Kind::Key: return 0;
      default: return 1;
    }
  }

  bool push(Kind kind, std::size_t id) {
    if (depth_ + levels(kind) > json_most_depth) return too_deep();
    depth_ += levels(kind);
    open_.push_back({.kind = kind, .id = id, .height = levels(kind)});
    return true;
  }

  Open pop() {
    const Open done = open_.back();
    open_.pop_back();
    depth_ -= levels(done.kind);
    return done;
  }

  void hide_from_here() {
    open_.back().shown_end = out_.size();
    open_.back().shown_ids = written_.size();
  }

  bool end(std::string_view bracket) {
    const Open done = pop();
    if (done.shown_end != nowhere) {
      out_.resize(done.shown_end);
      for (std::size_t id = done.shown_ids; id < written_.size(); ++id) written_[id] = {0, 0};
    }
    out_ += bracket;
    written_[done.id].end = out_.size();
    written_[done.id].height = done.height;
    holds_levels(done.height);
    return true;
  }

  /// The innermost open value contains one of `height` levels.
  void holds_levels(std::size_t height) {
    if (open_.empty()) return;
    Open& outer = open_.back();
    outer.height = std::max(outer.height, levels(outer.kind) + height);
  }

  bool too_deep() {
    problem_.too_deep = true;
    return fail("it is nested deeper than 1,000 levels");
  }

  std::size_t new_id() {
    written_.push_back({out_.size(), nowhere});
    return written_.size() - 1;
  }

  std::vector<Open> open_;
  std::size_t depth_ = 0;  ///< open levels of JSON
  /// By id. `end` is nowhere while it is open, 0 when it is not shown. Not a vector: to move
  /// millions of them would take longer than a turn of the loop may.
  std::deque<Written> written_;
};

}  // namespace cpr
