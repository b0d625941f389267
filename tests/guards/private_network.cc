// unshare, one netlink message for each family, three bind mounts.
#include "tests/guards/private_network.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace markwarden {
namespace {

std::string Said(const char* what) { return std::string(what) + ": " + std::strerror(errno); }

// Root in a container without CAP_SYS_ADMIN is no root for this purpose.
bool MayAdminister() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  if (::syscall(SYS_capget, &header, data) != 0) return ::geteuid() == 0;
  return (data[0].effective >> CAP_SYS_ADMIN & 1) != 0;
}

bool WriteText(const char* path, const std::string& text) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  const bool written = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (fd >= 0) ::close(fd);
  return written;
}

bool LoopbackUp() {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  bool up = fd >= 0 && ::ioctl(fd, SIOCGIFFLAGS, &request) == 0;
  request.ifr_flags |= IFF_UP | IFF_RUNNING;
  up = up && ::ioctl(fd, SIOCSIFFLAGS, &request) == 0;
  if (fd >= 0) ::close(fd);
  return up;
}

// `ip route add local 0.0.0.0/0 dev lo`, or ::/0.
bool EverythingIsLocal(unsigned char family) {
  struct {
    nlmsghdr head;
    rtmsg route;
    rtattr device;
    uint32_t index;
  } request{};
  request.head.nlmsg_len = sizeof request;
  request.head.nlmsg_type = RTM_NEWROUTE;
  request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK;
  request.route.rtm_family = family;
  request.route.rtm_table = RT_TABLE_LOCAL;
  request.route.rtm_protocol = RTPROT_BOOT;
  request.route.rtm_scope = RT_SCOPE_HOST;
  request.route.rtm_type = RTN_LOCAL;
  request.device.rta_type = RTA_OIF;
  request.device.rta_len = RTA_LENGTH(sizeof request.index);
  request.index = ::if_nametoindex("lo");
  const int fd = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  struct {
    nlmsghdr head;
    nlmsgerr error;
    char rest[256];
  } answer{};
  const bool sent = fd >= 0 && ::send(fd, &request, sizeof request, 0) == static_cast<ssize_t>(sizeof request) &&
                    ::recv(fd, &answer, sizeof answer, 0) >= static_cast<ssize_t>(sizeof(nlmsghdr) + sizeof(int));
  if (fd >= 0) ::close(fd);
  errno = sent ? -answer.error.error : errno;
  return sent && answer.head.nlmsg_type == NLMSG_ERROR && answer.error.error == 0;
}

bool Cover(const std::filesystem::path& folder, const char* path, const char* text) {
  if (!std::filesystem::exists(path)) return true;  // then there is nothing to hide, and the defaults ask 127.0.0.1
  const std::filesystem::path mine = folder / std::filesystem::path(path).filename();
  std::ofstream(mine) << text;
  return ::mount(mine.c_str(), path, nullptr, MS_BIND, nullptr) == 0;
}

PrivateNetwork Make() {
  PrivateNetwork network;
  const bool administrator = MayAdminister();
  const uid_t uid = ::geteuid();
  const gid_t gid = ::getegid();
  const int flags = CLONE_NEWNET | CLONE_NEWNS;
  if (::unshare(administrator ? flags : flags | CLONE_NEWUSER) != 0) {
    network.why = Said("unshare");
    network.may_skip = !administrator;
    return network;
  }
  if (!administrator && (!WriteText("/proc/self/setgroups", "deny") ||
                         !WriteText("/proc/self/uid_map", "0 " + std::to_string(uid) + " 1") ||
                         !WriteText("/proc/self/gid_map", "0 " + std::to_string(gid) + " 1"))) {
    network.why = Said("map users");
    network.may_skip = true;
    return network;
  }
  std::string pattern = (std::filesystem::temp_directory_path() / "markwarden-net-XXXXXX").string();
  const auto failed = [&](const char* what) {
    network.why = Said(what);
    return network;
  };
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return failed("make mounts private");
  if (!LoopbackUp()) return failed("bring lo up");
  if (!EverythingIsLocal(AF_INET)) return failed("route IPv4 to lo");
  if (!EverythingIsLocal(AF_INET6)) return failed("route IPv6 to lo");
  if (::mkdtemp(pattern.data()) == nullptr) return failed("make a folder");
  if (!Cover(pattern, "/etc/resolv.conf", "nameserver 127.0.0.1\n") || !Cover(pattern, "/etc/nsswitch.conf", "hosts: files dns\n") ||
      !Cover(pattern, "/etc/hosts", "127.0.0.1 localhost\n")) {
    return failed("cover the machine's names");
  }
  std::filesystem::remove_all(pattern);  // the mounts keep the files
  network.ready = true;
  return network;
}

}  // namespace

const PrivateNetwork& EnterPrivateNetwork() {
  static const PrivateNetwork network = Make();
  return network;
}

}  // namespace markwarden
