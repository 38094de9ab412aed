// What the kernel holds a tree together with: on Linux a cgroup.
#pragma once

#include "process/linux/cgroup.hpp"

namespace cpr {

using Container = Cgroup;

}  // namespace cpr
