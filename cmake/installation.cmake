# find_package(nnfront) for C++ users: target nnfront::nnfront, headers <nnfront/*.h>.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(nnfront_libraries nnfront_api nnfront_cost nnfront_dataset nnfront_emit nnfront_executor nnfront_formats nnfront_frontends nnfront_ir nnfront_ops
    nnfront_passes nnfront_postprocess nnfront_report nnfront_support)
add_library(nnfront_public INTERFACE)
target_link_libraries(nnfront_public INTERFACE nnfront_api)
set_target_properties(nnfront_public PROPERTIES EXPORT_NAME nnfront)
add_library(nnfront::nnfront ALIAS nnfront_public)

install(TARGETS nnfront_public ${nnfront_libraries} EXPORT nnfront COMPONENT development)
install(EXPORT nnfront NAMESPACE nnfront:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/nnfront COMPONENT development)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/nnfront DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/nnfront-config.cmake.in ${PROJECT_BINARY_DIR}/nnfront-config.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/nnfront)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/nnfront-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/nnfront-config.cmake ${PROJECT_BINARY_DIR}/nnfront-config-version.cmake
  ${PROJECT_SOURCE_DIR}/cmake/dependencies.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/nnfront COMPONENT development)
