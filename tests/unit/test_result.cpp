#include <doctest/doctest.h>

#include <csignal>

#include "core/result.hpp"

using namespace cpr;

namespace {

Result exited_with(int code) {
  Result result;
  result.exit = ExitStatus{ExitStatus::Kind::Code, code, false};
  return result;
}

Result with_reason(Reason reason, int code = 0) {
  Result result = exited_with(code);
  result.intervention = Intervention{.reason = reason};
  return result;
}

}  // namespace

TEST_CASE("result: the verdict is why the run was ended, never a guess from the status") {
  CHECK(verdict(exited_with(0)) == Verdict::Exit);
  CHECK(verdict(exited_with(124)) == Verdict::Exit);
  CHECK(verdict(exited_with(143)) == Verdict::Exit);
  Result signaled;
  signaled.exit = ExitStatus{ExitStatus::Kind::Signal, SIGTERM, false};
  CHECK(verdict(signaled) == Verdict::Signal);
  CHECK(verdict(with_reason(Reason::Timeout, 0)) == Verdict::Timeout);
  CHECK(verdict(with_reason(Reason::MaxBuffer, 3)) == Verdict::MaxBuffer);
  CHECK(verdict(with_reason(Reason::Interrupted)) == Verdict::Interrupted);
  CHECK(verdict(with_reason(Reason::OutputLost, 1)) == Verdict::Exit);
  Result cleaned_up = exited_with(3);
  cleaned_up.cleanup.emplace();
  CHECK(verdict(cleaned_up) == Verdict::Exit);
  cleaned_up.cleanup->is_failure = true;
  CHECK(verdict(cleaned_up) == Verdict::Leak);
  cleaned_up.intervention = Intervention{.reason = Reason::Timeout};
  CHECK(verdict(cleaned_up) == Verdict::Timeout);
  Result failed;
  failed.failure = StartFailure{};
  failed.intervention = Intervention{};
  CHECK(verdict(failed) == Verdict::SpawnError);
  Result unknown;
  unknown.status_unknown = true;
  CHECK(verdict(unknown) == Verdict::Unknown);
  Result alive;
  alive.unkillable = true;
  CHECK(verdict(alive) == Verdict::Unknown);
}
