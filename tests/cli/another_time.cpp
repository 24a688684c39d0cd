// Preloaded into a program, puts the time of day that it is told ahead: by more than a year, and such that every part of a date and of a
// time is another. Clocks that only measure are left alone.
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <ctime>

namespace {

constexpr std::time_t seconds_ahead = ((400 * 24 + 5) * 60 + 7) * 60 + 11;

bool tells_the_time(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* result) noexcept {
  const auto status = syscall(SYS_clock_gettime, clock, result);
  if (status == 0 && tells_the_time(clock)) result->tv_sec += seconds_ahead;
  return static_cast<int>(status);
}

int timespec_get(timespec* result, int base) noexcept {
  return clock_gettime(CLOCK_REALTIME, result) == 0 ? base : 0;
}

int gettimeofday(timeval* result, void* /*zone*/) noexcept {
  timespec now{};
  const int status = clock_gettime(CLOCK_REALTIME, &now);
  *result = {now.tv_sec, now.tv_nsec / 1000};
  return status;
}

std::time_t time(std::time_t* result) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (result != nullptr) *result = now.tv_sec;
  return now.tv_sec;
}
}
