# The packages of `cmake --workflow --preset package`: .deb, .rpm, a tarball, for Windows a zip, and the checksums
# of all. They are written to build/packages, also by builds for other systems and architectures, so that one
# SHA256SUMS covers a release.
set(cpr_processor ${CMAKE_SYSTEM_PROCESSOR})
set(cpr_debian_architecture ${cpr_processor})
if(cpr_processor STREQUAL "x86_64")
  set(cpr_debian_architecture amd64)
elseif(cpr_processor STREQUAL "aarch64")
  set(cpr_debian_architecture arm64)
endif()
string(TOLOWER ${CMAKE_SYSTEM_NAME} cpr_system)
set(cpr_release_name cpr-${PROJECT_VERSION}-${cpr_system}-${cpr_processor})

# The time of the release, which every file of the packages has: that of Debian's changelog.
file(STRINGS packaging/changelog.Debian.in cpr_signature REGEX "^ -- ")
string(REGEX REPLACE "^ -- .*  " "" cpr_release_date "${cpr_signature}")
execute_process(COMMAND date -u -d "${cpr_release_date}" +%s
    OUTPUT_VARIABLE cpr_release_time OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)

# What is linked into the static program, from the map of the linker and the packages of this machine.
find_program(PYTHON3 python3)
find_program(DPKG_QUERY dpkg-query)
if(CPR_STATIC AND PYTHON3 AND DPKG_QUERY AND NOT WIN32)
  target_link_options(cpr PRIVATE -Wl,-Map=${CMAKE_BINARY_DIR}/cpr.map)
  set_property(TARGET cpr APPEND PROPERTY ADDITIONAL_CLEAN_FILES ${CMAKE_BINARY_DIR}/cpr.map)
  set(cpr_linked ${CMAKE_BINARY_DIR}/cpr.cdx.json)
  add_custom_command(OUTPUT ${cpr_linked}
      COMMAND ${PYTHON3} ${PROJECT_SOURCE_DIR}/packaging/linked.py --map ${CMAKE_BINARY_DIR}/cpr.map
              --objects ${CMAKE_BINARY_DIR}/CMakeFiles --program $<TARGET_FILE:cpr>
              --architecture ${cpr_debian_architecture} --version ${PROJECT_VERSION} --time ${cpr_release_time}
              --output ${cpr_linked}
      DEPENDS cpr ${PROJECT_SOURCE_DIR}/packaging/linked.py
      VERBATIM)
  add_custom_target(linked ALL DEPENDS ${cpr_linked})
  install(FILES ${cpr_linked} DESTINATION ${CMAKE_INSTALL_DOCDIR})
else()
  add_custom_target(linked)
endif()

# cpack installs what is built, and does not build the tests first.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
if(WIN32)
  set(CPACK_GENERATOR ZIP)
else()
  set(CPACK_GENERATOR DEB TGZ)
  find_program(RPMBUILD rpmbuild)
  if(RPMBUILD)
    list(APPEND CPACK_GENERATOR RPM)
  endif()
endif()
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_SOURCE_DIR}/build/packages)
set(CPACK_PACKAGE_NAME cpr)
set(CPACK_PACKAGE_VENDOR "The cpr authors")
set(CPACK_PACKAGE_CONTACT ${CPR_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "run a command with limits and report exactly how it ended")
set(CPACK_PACKAGE_DESCRIPTION "cpr runs a command with limits on time and output. When a limit is
reached it kills the whole process tree, daemons included, and verifies that
it is gone. The exit status, one line on standard error, or a JSON object
report how the command ended. The subcommands and options are those of Node's
child_process: exec, execFile, spawn, fork, timeout, maxBuffer, killSignal.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_FILE_NAME ${cpr_release_name})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES OFF)  # the release is linked without symbols
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_SOURCE_DIR}/packaging/generator.cmake)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/packaging/normalize.cmake)
set(CPACK_POST_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/packaging/finish.cmake)
set(CPACK_CPR_BUILD ${CMAKE_BINARY_DIR})
set(CPACK_CPR_LINKED ${cpr_linked})
set(CPACK_CPR_RELEASE_TIME ${cpr_release_time})
set(CPACK_CPR_RELEASE_NAME ${cpr_release_name})
set(CPACK_CPR_RPMBUILD ${RPMBUILD})

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE ${cpr_debian_architecture})
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONFLICTS node-cpr)  # another /usr/bin/cpr
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS OFF)  # one static file
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_ARCHITECTURE ${cpr_processor})
set(CPACK_RPM_PACKAGE_RELEASE 1)
set(CPACK_RPM_PACKAGE_GROUP Applications/System)
set(CPACK_RPM_PACKAGE_LICENSE "MIT AND BSD-3-Clause AND LGPL-2.1-or-later AND (GPL-3.0-or-later WITH GCC-exception-3.1)")
set(CPACK_RPM_PACKAGE_DESCRIPTION ${CPACK_PACKAGE_DESCRIPTION})
set(CPACK_RPM_PACKAGE_AUTOREQPROV no)
set(CPACK_PACKAGE_RELOCATABLE OFF)
set(CPACK_RPM_SPEC_INSTALL_POST /bin/true)  # what is installed is not stripped and compressed again
# No folders that belong to other packages.
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
    /usr/share/man /usr/share/man/man1 /usr/share/man/man7 /usr/share/doc
    /usr/share/bash-completion /usr/share/bash-completion/completions
    /usr/share/zsh /usr/share/zsh/site-functions /usr/share/fish /usr/share/fish/vendor_completions.d)
# No names and times of the machine that builds.
set(CPACK_RPM_SPEC_MORE_DEFINE "%global _buildhost localhost
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%global _build_id_links none")
include(CPack)
