/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-map-source.h"

G_BEGIN_DECLS

/* Metadata of a file of maps, all optional but the first; docs/MAPS.md tells them. */
#define LK_MAPS_FORMAT_KEY "format"
#define LK_MAPS_FORMAT "likeness-maps"
/** What a person calls what made them. */
#define LK_MAPS_NETWORK_KEY "network"
/** "14x14": rows and columns of the cells. */
#define LK_MAPS_GRID_KEY "grid"
/** "224" or "224x224": height and width of what went in, in pixels. */
#define LK_MAPS_SIZE_KEY "size"
/** Pixels of that from cell to cell, to the centre of the first, and that a cell sees. */
#define LK_MAPS_STRIDE_KEY "stride"
#define LK_MAPS_OFFSET_KEY "offset"
#define LK_MAPS_RECEPTIVE_FIELD_KEY "receptive_field" /* or "whole picture" */
/** "256": the short side; "256x256": both; then "crop" from the middle. */
#define LK_MAPS_RESIZE_KEY "resize"
#define LK_MAPS_CROP_KEY "crop"

/**
 * LkMapsFile:
 *
 * The #LkMapSource that takes feature maps from a safetensors file, which any program may
 * have written: one tensor a picture, [C, H, W], or tokens [H*W, C] row by row, all of
 * one shape, named by the picture's SHA-256 (hexadecimal) or by its file name, with as
 * many of its folders as there are. The file is read once. It has no model.
 */
#define LK_TYPE_MAPS_FILE (lk_maps_file_get_type ())
G_DECLARE_FINAL_TYPE (LkMapsFile, lk_maps_file, LK, MAPS_FILE, GObject)

/**
 * lk_maps_file_open:
 *
 * A picture whose map is not in the file is %LK_ERROR_EPISODE when it is fetched. A name
 * without folders that two pictures have is refused: it could be either's.
 *
 * Returns: or %NULL with %LK_ERROR_FILE, %LK_ERROR_LIMIT or %LK_ERROR_FORMAT (no
 *   safetensors, no maps, maps of several shapes, tokens that fill no grid, metadata that
 *   are none), the file named
 */
LkMapsFile *lk_maps_file_open (const char *path, GError **error);

/** Whether the file at @path says that it is one, or has the names of one. Reads no more
 * than its header. */
gboolean lk_maps_file_is_one (const char *path);

/** [C, H, W] of every map. */
const gsize *lk_maps_file_get_shape (LkMapsFile *self);

G_END_DECLS
