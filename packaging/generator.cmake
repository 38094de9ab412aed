# The differences between the packages; cpack reads this for each of them.
if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
  set(ENV{SOURCE_DATE_EPOCH} ${CPACK_CPR_RELEASE_TIME})
endif()
# A zip has the time of its files in the time zone of the machine.
set(ENV{TZ} UTC)

if(CPACK_GENERATOR STREQUAL "DEB")
  set(component debian)
else()
  set(component zsh)
endif()
set(CPACK_INSTALL_CMAKE_PROJECTS
    "${CPACK_CPR_BUILD};cpr;Unspecified;/;${CPACK_CPR_BUILD};cpr;${component};/")

# The tarball has one folder, with bin/ and share/; the zip one with the program.
if(CPACK_GENERATOR MATCHES "^(TGZ|ZIP)$")
  set(CPACK_PACKAGING_INSTALL_PREFIX /)
endif()
