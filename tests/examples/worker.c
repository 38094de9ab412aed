/* A worker for `cpr spawn --stdio ...,ipc`, or for a Node parent: the message channel in C.
 *
 * Messages are lines on the socket NODE_CHANNEL_FD. This worker sends each of them back; for a file
 * descriptor that came with a message it sends its number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int channel_fd;

static void send_all(const char *text, size_t size) {
  while (size > 0) {
    const ssize_t n = write(channel_fd, text, size);
    if (n < 0) exit(1);
    text += n;
    size -= (size_t)n;
  }
}

static void send_text(const char *text) { send_all(text, strlen(text)); }

static void handle(const char *line, size_t size, int *received) {
  if (strncmp(line, "{\"cmd\":\"NODE_HANDLE\"", 20) != 0) {
    send_all(line, size);
    return;
  }
  if (*received < 0) {
    send_text("{\"cmd\":\"NODE_HANDLE_NACK\"}\n");
    return;
  }
  /* The other end sends nothing more before this answer. */
  send_text("{\"cmd\":\"NODE_HANDLE_ACK\"}\n");
  char text[64];
  snprintf(text, sizeof text, "{\"descriptor\":%d}\n", *received);
  send_text(text);
  close(*received);
  *received = -1;
}

int main(void) {
  const char *name = getenv("NODE_CHANNEL_FD");
  if (name == NULL) {
    fputs("worker: NODE_CHANNEL_FD is not set\n", stderr);
    return 2;
  }
  channel_fd = atoi(name);
  static char buffer[1 << 20];
  size_t size = 0;
  int received = -1;
  for (;;) {
    union {
      struct cmsghdr header;
      char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec space = {buffer + size, sizeof buffer - size};
    struct msghdr message = {.msg_iov = &space,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    const ssize_t n = recvmsg(channel_fd, &message, MSG_CMSG_CLOEXEC);
    if (n <= 0) return 0; /* disconnected, or a message that is too long for this example */
    const struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    if (rights != NULL) memcpy(&received, CMSG_DATA(rights), sizeof received);
    size += (size_t)n;
    char *begin = buffer;
    char *end;
    while ((end = memchr(begin, '\n', size - (size_t)(begin - buffer))) != NULL) {
      handle(begin, (size_t)(end + 1 - begin), &received);
      begin = end + 1;
    }
    size -= (size_t)(begin - buffer);
    memmove(buffer, begin, size);
  }
}
