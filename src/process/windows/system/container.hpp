// What the kernel holds a tree together with: on Windows a job object.
#pragma once

#include "process/windows/job_object.hpp"

namespace cpr {

using Container = JobObject;

}  // namespace cpr
