// libcurl for Swift: the variadic calls, one typed function for each kind of argument, with nullability; and the
// few lines about sockets that C says more plainly.
#pragma once

// Its checks look at constants, which the wrappers below do not have.
#define CURL_DISABLE_TYPECHECK 1
#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#pragma clang assume_nonnull begin

typedef size_t (*tillwatch_receive)(char *_Nullable, size_t, size_t, void *_Nullable);
typedef curl_socket_t (*tillwatch_open)(void *_Nullable, curlsocktype, struct curl_sockaddr *_Nullable);

typedef int (*tillwatch_progress)(void *_Nullable, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
typedef int (*tillwatch_host_key)(CURL *_Nullable, const struct curl_khkey *_Nullable, const struct curl_khkey *_Nullable,
                                  enum curl_khmatch, void *_Nullable);

static inline CURLcode tillwatch_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tillwatch_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tillwatch_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tillwatch_set_pointer(CURL *handle, CURLoption option, const void *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tillwatch_set_list(CURL *handle, CURLoption option, struct curl_slist *_Nullable list) {
    return curl_easy_setopt(handle, option, list);
}

static inline CURLcode tillwatch_set_receive(CURL *handle, CURLoption option, tillwatch_receive function) {
    return curl_easy_setopt(handle, option, function);
}

static inline CURLcode tillwatch_set_open(CURL *handle, tillwatch_open function) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, function);
}

static inline CURLcode tillwatch_set_progress(CURL *handle, tillwatch_progress function) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, function);
}

static inline CURLcode tillwatch_set_host_key(CURL *handle, tillwatch_host_key function) {
    return curl_easy_setopt(handle, CURLOPT_SSH_KEYFUNCTION, function);
}

static inline long tillwatch_get_long(CURL *handle, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

static inline curl_off_t tillwatch_get_offset(CURL *handle, CURLINFO info) {
    curl_off_t value = 0;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

/// When the certificate ends that the other side showed, as curl writes dates; null without one. Curl owns the text.
static inline const char *_Nullable tillwatch_certificate_end(CURL *handle) {
    struct curl_certinfo *info = NULL;
    if (curl_easy_getinfo(handle, CURLINFO_CERTINFO, &info) != CURLE_OK || !info || info->num_of_certs < 1) return NULL;
    for (struct curl_slist *line = info->certinfo[0]; line; line = line->next)
        if (strncmp(line->data, "Expire date:", 12) == 0) return line->data + 12;
    return NULL;
}

static inline CURLMcode tillwatch_multi_set_long(CURLM *handle, CURLMoption option, long value) {
    return curl_multi_setopt(handle, option, value);
}

/// The next transfer that is done, or null; `code` says how it ended.
static inline CURL *_Nullable tillwatch_multi_done(CURLM *handle, CURLcode *code) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(handle, &left))) {
        if (message->msg == CURLMSG_DONE) {
            *code = message->data.result;
            return message->easy_handle;
        }
    }
    return NULL;
}

/// Copies the address that curl is about to connect to. Returns its length: 4, 16, or 0 if it is neither IPv4 nor IPv6.
static inline int tillwatch_address(const struct curl_sockaddr *address, uint8_t *bytes) {
    if (address->family == AF_INET && address->addrlen >= sizeof(struct sockaddr_in)) {
        struct sockaddr_in v4;
        memcpy(&v4, &address->addr, sizeof v4);
        memcpy(bytes, &v4.sin_addr, 4);
        return 4;
    }
    if (address->family == AF_INET6 && address->addrlen >= sizeof(struct sockaddr_in6)) {
        struct sockaddr_in6 v6;
        memcpy(&v6, &address->addr, sizeof v6);
        memcpy(bytes, &v6.sin6_addr, 16);
        return 16;
    }
    return 0;
}

/// Reads an address written in the usual way. Returns its length: 4, 16, or 0 if it is none.
static inline int tillwatch_parse_address(const char *text, uint8_t *bytes) {
    if (inet_pton(AF_INET, text, bytes) == 1) return 4;
    if (inet_pton(AF_INET6, text, bytes) == 1) return 16;
    return 0;
}

// Masks that C writes as expressions, which Swift does not see.
static inline long tillwatch_auth_bearer(void) { return (long)CURLAUTH_BEARER; }
static inline long tillwatch_auth_basic(void) { return (long)CURLAUTH_BASIC; }
static inline long tillwatch_ssh_password(void) { return CURLSSH_AUTH_PASSWORD | CURLSSH_AUTH_KEYBOARD; }

/// What curl itself does when no function opens its sockets.
static inline curl_socket_t tillwatch_socket(const struct curl_sockaddr *address) {
#ifdef SOCK_CLOEXEC
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
#else
    return socket(address->family, address->socktype, address->protocol);
#endif
}

static inline curl_socket_t tillwatch_no_socket(void) { return CURL_SOCKET_BAD; }

/// Keeps a write to a closed connection from ending the process, for the calling thread only.
static inline void tillwatch_block_sigpipe(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

#pragma clang assume_nonnull end
