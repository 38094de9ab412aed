# Debian's cross compiler for 64-bit RISC-V, for which Debian 12 has no libraries: it compiles, and does not
# link. Headers are those of this machine, which are the same.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR riscv64)
set(CMAKE_CXX_COMPILER riscv64-linux-gnu-g++)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
