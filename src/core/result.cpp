#include "core/result.hpp"

namespace cpr {

std::string_view name(StartStep step) {
  switch (step) {
    case StartStep::Fork: return "fork";
    case StartStep::Cgroup: return "cgroup";
    case StartStep::Session: return "session";
    case StartStep::Stdio: return "stdio";
    case StartStep::Cwd: return "cwd";
    case StartStep::Groups: return "groups";
    case StartStep::Gid: return "gid";
    case StartStep::Uid: return "uid";
    case StartStep::Exec: return "exec";
    case StartStep::Interpreter: return "interpreter";
  }
  return "";
}

std::string_view name(std::optional<Reason> reason) {
  if (!reason) return "leak";
  switch (*reason) {
    case Reason::Timeout: return "timeout";
    case Reason::IdleTimeout: return "idle-timeout";
    case Reason::MaxBuffer: return "max-buffer";
    case Reason::MaxMemory: return "max-memory";
    case Reason::Interrupted: return "interrupted";
    case Reason::OutputLost: return "output-lost";
    case Reason::Replies: return "replies";
  }
  return "";
}

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::Exit: return "exit";
    case Verdict::Signal: return "signal";
    case Verdict::Timeout: return "timeout";
    case Verdict::IdleTimeout: return "idle-timeout";
    case Verdict::MaxBuffer: return "max-buffer";
    case Verdict::MaxMemory: return "max-memory";
    case Verdict::SpawnError: return "spawn-error";
    case Verdict::Interrupted: return "interrupted";
    case Verdict::Leak: return "leak";
    case Verdict::Unknown: return "unknown";
  }
  return "";
}

Verdict verdict(const Result& result) {
  if (result.failure) return Verdict::SpawnError;
  if (result.intervention) {
    switch (result.intervention->reason) {
      case Reason::Timeout: return Verdict::Timeout;
      case Reason::IdleTimeout: return Verdict::IdleTimeout;
      case Reason::MaxBuffer: return Verdict::MaxBuffer;
      case Reason::MaxMemory: return Verdict::MaxMemory;
      case Reason::Interrupted: return Verdict::Interrupted;
      // The status is the child's own: it had the grace period to exit.
      case Reason::OutputLost:
      case Reason::Replies: break;
    }
  } else if (result.cleanup && result.cleanup->is_failure) {
    return Verdict::Leak;
  }
  if (result.status_unknown || (!result.exit && result.unkillable)) return Verdict::Unknown;
  return result.exit && result.exit->signaled() ? Verdict::Signal : Verdict::Exit;
}

}  // namespace cpr
