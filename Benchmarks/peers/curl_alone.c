// libcurl alone: sends one body again and again, over eight connections at a time, by the multi interface. URL FILE TIMES [CA]

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CONNECTIONS = 8 };

static size_t pass(char *text, size_t size, size_t number, void *context) { return size * number; }

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static CURL *prepared(char **arguments, int count, char *body, long size, struct curl_slist *headers) {
  CURL *easy = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_URL, arguments[1]);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, size);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, pass);
  if (count > 4) curl_easy_setopt(easy, CURLOPT_CAINFO, arguments[4]);
  return easy;
}

int main(int count, char **arguments) {
  if (count < 4) return 2;
  FILE *file = fopen(arguments[2], "rb");
  static char body[1 << 20];
  long size = file ? (long)fread(body, 1, sizeof body, file) : 0, times = atol(arguments[3]), begun = 0, done = 0;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/cloudevents+json");
  headers = curl_slist_append(headers, "Expect:");
  CURLM *multi = curl_multi_init();
  double began = now();
  for (int number = 0; number < CONNECTIONS && begun < times; number++, begun++)
    curl_multi_add_handle(multi, prepared(arguments, count, body, size, headers));
  while (done < times) {
    int running, left;
    curl_multi_perform(multi, &running);
    for (CURLMsg *told; (told = curl_multi_info_read(multi, &left)) != NULL;) {
      CURL *easy = told->easy_handle;
      long status = 0;
      curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      if (told->data.result != CURLE_OK || status != 204) {
        fprintf(stderr, "%s, status %ld\n", curl_easy_strerror(told->data.result), status);
        return 1;
      }
      curl_multi_remove_handle(multi, easy);
      done++;
      if (begun < times) {
        curl_multi_add_handle(multi, easy);
        begun++;
      }
    }
    if (done < times) curl_multi_poll(multi, NULL, 0, 1000, NULL);
  }
  printf("{\"seconds\": %f, \"sent\": %ld}\n", now() - began, done);
}
