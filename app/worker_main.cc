// markwarden-worker CLASS, or markwarden-worker seal ...: started by the program, never by hand.
#include "service/content_jobs.h"

int main(int argc, char** argv) { return markwarden::ContentWorkerMain(argc, argv); }
