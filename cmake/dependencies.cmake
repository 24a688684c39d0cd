# Everything that nnfront links against; the Debian packages are listed in packages.txt.
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PNG REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(Threads REQUIRED)
if(NOT TARGET nnfront::nnfront AND PROJECT_NAME STREQUAL "nnfront")
  find_package(CLI11 REQUIRED)  # the command line alone
endif()
find_package(PkgConfig REQUIRED)
pkg_check_modules(graphviz REQUIRED IMPORTED_TARGET libgvc libcgraph)

# Libraries whose own CMake files are missing, or ask for what we do not use (dnnl: OpenCL).
function(nnfront_plain_library target header library)
  find_path(${target}_INCLUDE ${header} REQUIRED)
  find_library(${target}_LIBRARY ${library} REQUIRED)
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} SYSTEM INTERFACE ${${target}_INCLUDE})
  target_link_libraries(${target} INTERFACE ${${target}_LIBRARY})
endfunction()
nnfront_plain_library(libdeflate libdeflate.h deflate)
nnfront_plain_library(dnnl dnnl.hpp dnnl)
nnfront_plain_library(turbojpeg turbojpeg.h turbojpeg)

find_path(protozero_INCLUDE protozero/version.hpp REQUIRED)  # headers alone
add_library(protozero INTERFACE IMPORTED GLOBAL)
target_include_directories(protozero SYSTEM INTERFACE ${protozero_INCLUDE})

find_path(stb_INCLUDE stb/stb_easy_font.h REQUIRED)  # a header alone
add_library(stb INTERFACE IMPORTED GLOBAL)
target_include_directories(stb SYSTEM INTERFACE ${stb_INCLUDE})
