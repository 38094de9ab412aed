# Runs for each package when cpack has made it, in its temporary directory, and before it is copied.

# cpack's tarball has the owner of the files, and differs between users.
if(CPACK_GENERATOR STREQUAL "TGZ")
  string(REGEX REPLACE "\\.gz$" "" tarball ${CPACK_PACKAGE_FILES})
  get_filename_component(parent ${CPACK_TEMPORARY_DIRECTORY} DIRECTORY)
  execute_process(
      COMMAND tar --create --file ${tarball} --sort=name --format=ustar --owner=root:0 --group=root:0
              --directory ${parent} ${CPACK_PACKAGE_FILE_NAME}
      COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND gzip -9nf ${tarball} COMMAND_ERROR_IS_FATAL ANY)
endif()

# cpack's zip has the files in the order of the directory.
if(CPACK_GENERATOR STREQUAL "ZIP")
  get_filename_component(parent ${CPACK_TEMPORARY_DIRECTORY} DIRECTORY)
  file(GLOB_RECURSE names RELATIVE ${parent} ${CPACK_TEMPORARY_DIRECTORY}/*)
  list(JOIN names "\n" names)
  file(WRITE ${CPACK_TOPLEVEL_DIRECTORY}/names "${names}\n")
  file(REMOVE ${CPACK_PACKAGE_FILES})
  execute_process(
      COMMAND ${CMAKE_COMMAND} -E tar cf ${CPACK_PACKAGE_FILES} --format=zip
              --files-from=${CPACK_TOPLEVEL_DIRECTORY}/names
      WORKING_DIRECTORY ${parent}
      COMMAND_ERROR_IS_FATAL ANY)
endif()

# The members of cpack's .deb have modes that depend on the umask.
if(CPACK_GENERATOR STREQUAL "DEB")
  set(members ${CPACK_TOPLEVEL_DIRECTORY}/members)
  file(MAKE_DIRECTORY ${members})
  execute_process(COMMAND ar x ${CPACK_PACKAGE_FILES} WORKING_DIRECTORY ${members} COMMAND_ERROR_IS_FATAL ANY)
  file(REMOVE ${CPACK_PACKAGE_FILES})
  execute_process(
      COMMAND ar qcD ${CPACK_PACKAGE_FILES} debian-binary control.tar.gz data.tar.gz
      WORKING_DIRECTORY ${members}
      COMMAND_ERROR_IS_FATAL ANY)
endif()

# The list of linked libraries is next to the packages, and SHA256SUMS covers everything of this version.
if(EXISTS "${CPACK_CPR_LINKED}")
  configure_file(${CPACK_CPR_LINKED} ${CPACK_PACKAGE_DIRECTORY}/${CPACK_CPR_RELEASE_NAME}.cdx.json COPYONLY)
endif()
set(lines)
foreach(file IN LISTS CPACK_PACKAGE_FILES)
  get_filename_component(name ${file} NAME)
  file(SHA256 ${file} sum)
  list(APPEND lines "${sum}  ${name}")
  list(APPEND made ${name})
endforeach()
file(GLOB others RELATIVE ${CPACK_PACKAGE_DIRECTORY}
    ${CPACK_PACKAGE_DIRECTORY}/*.deb ${CPACK_PACKAGE_DIRECTORY}/*.rpm
    ${CPACK_PACKAGE_DIRECTORY}/*.tar.gz ${CPACK_PACKAGE_DIRECTORY}/*.zip
    ${CPACK_PACKAGE_DIRECTORY}/*.cdx.json)
list(REMOVE_ITEM others ${made})
foreach(name IN LISTS others)
  if(name MATCHES "^cpr[-_]${CPACK_PACKAGE_VERSION}[-_.]")
    file(SHA256 ${CPACK_PACKAGE_DIRECTORY}/${name} sum)
    list(APPEND lines "${sum}  ${name}")
  endif()
endforeach()
list(SORT lines)
list(JOIN lines "\n" lines)
file(WRITE ${CPACK_PACKAGE_DIRECTORY}/SHA256SUMS "${lines}\n")

if(NOT CPACK_CPR_RPMBUILD AND CPACK_GENERATOR STREQUAL "TGZ")
  message(NOTICE "No .rpm, because rpmbuild is missing: install the package rpm, and configure again.")
endif()
