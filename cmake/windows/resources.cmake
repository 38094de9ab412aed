# The manifest of cpr.exe.
enable_language(RC)
configure_file(cmake/windows/cpr.manifest ${CMAKE_BINARY_DIR}/cpr.manifest @ONLY)
file(WRITE ${CMAKE_BINARY_DIR}/cpr.rc "1 24 \"${CMAKE_BINARY_DIR}/cpr.manifest\"\n")
target_sources(cpr PRIVATE ${CMAKE_BINARY_DIR}/cpr.rc)
