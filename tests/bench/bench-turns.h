/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdio.h>

/**
 * BenchTask:
 * @run: does the work once
 * @save: writes the result of the last run as doubles, without a header
 *
 * What a program does over and over when compare.py tells it to: all programs that are
 * compared stay alive and take turns, so that each has as much of the machine as the
 * others.
 */
typedef struct
{
  void (*run) (gpointer data);
  void (*save) (gpointer data, FILE *file);
  gpointer data;
} BenchTask;

/**
 * Says "ready", then obeys the lines of standard input until it ends: "run N" prints the
 * seconds that each of N runs took, "save FILE" writes the result, "memory" prints the
 * most bytes that were ever resident. (peer_turns.py and peer-onnx.js know the same.)
 */
int bench_turns_serve (const BenchTask *task);

/** The floats of a whole file, which must be @n_floats; ends the program where they are
 * not. */
float *bench_turns_read (const char *path, gsize n_floats);

/** Writes @n floats as doubles. */
void bench_turns_write (const float *values, gsize n, FILE *file);
