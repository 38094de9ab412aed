// There are no runs in the background: the constructor refuses to make one.
#include "background.hpp"

namespace cpr::cli {

Background::Background(Options& options) : options_(options), directory_(RunDirectory::create()) {}

Background::~Background() = default;

void Background::enter() {}

bool Background::is_delivered() {
  return false;
}

bool Background::is_start(const Event& /*event*/) const {
  return false;
}

void Background::report() {}

void Background::on(const Event& /*event*/) {}

void Background::close(const Result& /*result*/, const Ending& /*ending*/) {}

}  // namespace cpr::cli
