#include "options/draft.hpp"

namespace cpr::cli {

std::string Given::name() const {
  return environment.empty() ? "--" + std::string(row->name) : std::string(environment);
}

Draft::Draft(Verb of) : verb(traits(of)) {
  options.verb = of;
  if (verb.has_shell) command().shell = "/bin/sh";
}

}  // namespace cpr::cli
