# find_package(nnfront) for C++ users.
