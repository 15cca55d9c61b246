/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-maps-file.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-file.h"
#include "lk-maps-geometry.h"
#include "lk-safetensors.h"

#define MAX_BYTES ((gsize) 4 << 30)
#define MAX_MAP_SIZE ((gsize) 1 << 27)

struct _LkMapsFile
{
  GObject parent_instance;

  char *path;
  char *fingerprint;
  char *network;
  gsize shape[3];
  LkMapsGeometry geometry;

  GMutex lock;          /* of what follows */
  GHashTable *maps;     /* name to LkTensor; tokens until they are asked for */
  GHashTable *pictures; /* name to the picture that was found by it */
};

static void lk_maps_file_map_source_init (LkMapSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkMapsFile,
                               lk_maps_file,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LK_TYPE_MAP_SOURCE,
                                                      lk_maps_file_map_source_init))

static void
lk_maps_file_finalize (GObject *object)
{
  LkMapsFile *self = LK_MAPS_FILE (object);

  g_free (self->path);
  g_free (self->fingerprint);
  g_free (self->network);
  g_hash_table_unref (self->maps);
  g_hash_table_unref (self->pictures);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (lk_maps_file_parent_class)->finalize (object);
}

static void
lk_maps_file_class_init (LkMapsFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_maps_file_finalize;
}

static void
lk_maps_file_init (LkMapsFile *self)
{
  g_mutex_init (&self->lock);
  self->maps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) lk_tensor_unref);
  self->pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static gboolean
refuse (GError **error, const char *name, LkTensor *tensor, const char *why)
{
  g_autofree char *shape = lk_tensor_describe_shape (tensor);

  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("the map “%s” has the shape %s: %s"),
               name, shape, why);
  return FALSE;
}

static gboolean
set_square_grid (gsize n_tokens, gsize grid[2])
{
  gsize side = (gsize) (sqrt ((double) n_tokens) + 0.5);

  grid[0] = grid[1] = side;
  return side * side == n_tokens;
}

/* Rows and columns of tokens [H*W, C]: those the metadata tell, or a square. */
static gboolean
find_grid (LkMapsFile *self,
           const char *name,
           LkTensor *tensor,
           gsize grid[2],
           GError **error)
{
  gsize n_tokens = lk_tensor_get_dim (tensor, 0), square[2];
  gboolean told = self->geometry.grid[0] > 0;

  memcpy (grid, self->geometry.grid, sizeof self->geometry.grid);
  if (told ? grid[0] * grid[1] == n_tokens : set_square_grid (n_tokens, grid))
    return TRUE;
  if (told ? grid[0] * grid[1] + 1 == n_tokens : set_square_grid (n_tokens - 1, square))
    return refuse (error, name, tensor,
                   _ ("one token too many for a grid; leave the class token out"));
  return refuse (error, name, tensor,
                 told ? _ ("tokens that do not fill the grid of the metadata")
                      : _ ("tokens that fill no square; tell their “grid”"));
}

/* [C, H, W] of what the file holds under @name. */
static gboolean
find_shape (LkMapsFile *self,
            const char *name,
            LkTensor *tensor,
            gsize shape[3],
            GError **error)
{
  const gsize *dims = lk_tensor_get_shape (tensor);
  const gsize *grid = self->geometry.grid;

  if (lk_tensor_get_size (tensor) > MAX_MAP_SIZE)
    return refuse (error, name, tensor, _ ("too large for a feature map"));
  if (lk_tensor_get_n_dims (tensor) == 2)
    {
      shape[0] = dims[1];
      return find_grid (self, name, tensor, shape + 1, error);
    }
  if (lk_tensor_get_n_dims (tensor) != 3)
    return refuse (error, name, tensor,
                   _ ("a map has three axes, [C, H, W], or two, tokens [H*W, C]"));
  memcpy (shape, dims, 3 * sizeof *shape);
  if (grid[0] > 0 && (grid[0] != shape[1] || grid[1] != shape[2]))
    return refuse (error, name, tensor,
                   grid[0] == shape[0] && grid[1] == shape[1]
                       ? _ ("channels come first: [C, H, W]")
                       : _ ("another grid than the metadata tell"));
  return TRUE;
}

static gboolean
check_shape (LkMapsFile *self, const char *name, LkTensor *tensor, GError **error)
{
  gsize shape[3];

  if (!find_shape (self, name, tensor, shape, error))
    return FALSE;
  if (self->shape[0] == 0)
    memcpy (self->shape, shape, sizeof shape);
  if (memcmp (self->shape, shape, sizeof shape) != 0)
    {
      g_autofree char *why
          = g_strdup_printf (_ ("others are [%zu, %zu, %zu], and all must be alike"),
                             self->shape[0], self->shape[1], self->shape[2]);

      return refuse (error, name, tensor, why);
    }
  return TRUE;
}

static gboolean
check_shapes (LkMapsFile *self, GError **error)
{
  GHashTableIter iter;
  gpointer name, tensor;

  if (g_hash_table_size (self->maps) == 0)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT,
                           _ ("the file holds no feature map"));
      return FALSE;
    }
  g_hash_table_iter_init (&iter, self->maps);
  while (g_hash_table_iter_next (&iter, &name, &tensor))
    if (!check_shape (self, name, tensor, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_maps (LkMapsFile *self, GError **error)
{
  g_autoptr (GBytes) bytes = lk_file_read (self->path, MAX_BYTES, error);
  g_autoptr (GHashTable) metadata
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *shown = g_filename_display_name (self->path);

  if (bytes == NULL)
    return FALSE;
  if (!lk_safetensors_read (bytes, self->maps, metadata, error)
      || !lk_maps_geometry_read (&self->geometry, metadata, error)
      || !check_shapes (self, error))
    {
      g_prefix_error (error, "“%s”: ", shown);
      return FALSE;
    }
  self->network = g_strdup (g_hash_table_lookup (metadata, LK_MAPS_NETWORK_KEY));
  self->fingerprint = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  return TRUE;
}

LkMapsFile *
lk_maps_file_open (const char *path, GError **error)
{
  g_autoptr (LkMapsFile) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (LK_TYPE_MAPS_FILE, NULL);
  self->path = g_canonicalize_filename (path, NULL);
  return read_maps (self, error) ? g_steal_pointer (&self) : NULL;
}

const gsize *
lk_maps_file_get_shape (LkMapsFile *self)
{
  g_return_val_if_fail (LK_IS_MAPS_FILE (self), NULL);
  return self->shape;
}

/* [H*W, C] becomes [C, H, W]. */
static LkTensor *
arrange (LkMapsFile *self, LkTensor *tensor)
{
  gsize n_channels = self->shape[0], n_cells = self->shape[1] * self->shape[2];
  const float *from = lk_tensor_get_data (tensor);
  LkTensor *map;
  float *to;

  if (lk_tensor_get_n_dims (tensor) == 3)
    return lk_tensor_ref (tensor);
  map = lk_tensor_new (3, self->shape);
  to = lk_tensor_get_data (map);
  for (gsize p = 0; p < n_cells; p++)
    for (gsize c = 0; c < n_channels; c++)
      to[c * n_cells + p] = from[p * n_channels + c];
  return map;
}

/* Names are unique where they are fingerprints; what goes by a mere name is remembered.
 */
static gboolean
claim (LkMapsFile *self, const char *name, const char *identity, GError **error)
{
  const char *owner = g_hash_table_lookup (self->pictures, name);

  if (owner == NULL)
    g_hash_table_insert (self->pictures, g_strdup (name), g_strdup (identity));
  else if (!g_str_equal (owner, identity))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("“%s”: the map “%s” could be of two pictures: name maps by the "
                      "SHA-256 of their files, or with their folders"),
                   self->path, name);
      return FALSE;
    }
  return TRUE;
}

/* (nullable): the name of the map of a file: with as many of its folders as there are. */
static const char *
find_name (LkMapsFile *self, const char *path)
{
  while (path != NULL && !g_hash_table_contains (self->maps, path))
    {
      path = strchr (path, G_DIR_SEPARATOR);
      path = path != NULL ? path + 1 : NULL;
    }
  return path;
}

static char *
hash_file (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = lk_file_read (path, LK_PICTURE_MAX_FILE_SIZE, error);

  return bytes != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes) : NULL;
}

static void
set_missing (LkMapsFile *self, const char *picture, GError **error)
{
  g_autofree char *shown = g_filename_display_basename (self->path);

  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
               _ ("“%s” has no map in “%s”: write the file anew with this picture, or "
                  "take the picture out"),
               picture, shown);
}

static gboolean
lk_maps_file_lacks (LkMapSource *source, LkPicture *picture)
{
  LkMapsFile *self = LK_MAPS_FILE (source);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const char *path = lk_picture_get_path (picture);

  return !g_hash_table_contains (self->maps, lk_picture_get_sha256 (picture))
         && (path == NULL || find_name (self, path) == NULL)
         && find_name (self, lk_picture_get_title (picture)) == NULL;
}

/* (nullable): the name under which the map of a picture stands. */
static char *
identify (LkMapsFile *self, const LkPictureRef *reference, GError **error)
{
  LkPicture *picture = reference->picture;
  const char *path = picture != NULL ? lk_picture_get_path (picture) : reference->path;
  g_autofree char *shown = NULL;
  g_autofree char *sha256 = NULL;
  const char *name;

  if (picture != NULL)
    sha256 = g_strdup (lk_picture_get_sha256 (picture));
  if (sha256 != NULL && g_hash_table_contains (self->maps, sha256))
    return g_steal_pointer (&sha256);
  name = path != NULL ? find_name (self, path) : NULL;
  if (name == NULL && picture != NULL)
    name = find_name (self, lk_picture_get_title (picture));
  if (name != NULL)
    return claim (self, name, sha256 != NULL ? sha256 : path, error) ? g_strdup (name)
                                                                     : NULL;
  if (picture == NULL)
    sha256 = hash_file (path, error);
  if (sha256 == NULL)
    return NULL;
  if (g_hash_table_contains (self->maps, sha256))
    return g_steal_pointer (&sha256);
  shown = picture != NULL ? g_strdup (lk_picture_get_title (picture))
                          : g_filename_display_basename (path);
  set_missing (self, shown, error);
  return NULL;
}

static LkTensor *
fetch_one (LkMapsFile *self, const LkPictureRef *picture, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *name = identify (self, picture, error);
  g_autoptr (LkTensor) map = NULL;

  if (name == NULL)
    return NULL;
  map = arrange (self, g_hash_table_lookup (self->maps, name));
  if (!lk_tensor_is_finite (map))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
                   _ ("“%s”: the map “%s” has values that are not numbers"), self->path,
                   name);
      return NULL;
    }
  g_hash_table_insert (self->maps, g_steal_pointer (&name), lk_tensor_ref (map));
  return g_steal_pointer (&map);
}

static GPtrArray *
lk_maps_file_fetch (LkMapSource *source,
                    const LkPictureRef *pictures,
                    guint n_pictures,
                    LkProgress progress,
                    gpointer user_data,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GPtrArray) maps
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_tensor_unref);

  for (guint i = 0; i < n_pictures; i++)
    {
      LkTensor *map;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      map = fetch_one (LK_MAPS_FILE (source), &pictures[i], error);
      if (map == NULL)
        return NULL;
      g_ptr_array_add (maps, map);
    }
  if (progress != NULL)
    progress (n_pictures, n_pictures, user_data);
  return g_steal_pointer (&maps);
}

static const char *
lk_maps_file_get_name (LkMapSource *source)
{
  return LK_MAPS_FILE (source)->path;
}

static const char *
lk_maps_file_get_fingerprint (LkMapSource *source)
{
  return LK_MAPS_FILE (source)->fingerprint;
}

static gboolean
lk_maps_file_get_geometry (LkMapSource *source,
                           double *stride,
                           double *offset,
                           double *receptive_field)
{
  const LkMapsGeometry *geometry = &LK_MAPS_FILE (source)->geometry;

  *stride = geometry->stride;
  *offset = geometry->offset;
  *receptive_field = geometry->receptive_field;
  return geometry->stride > 0 && geometry->receptive_field > 0;
}

static void
lk_maps_file_get_area (LkMapSource *source, LkImage *image, double area[4])
{
  LkMapsFile *self = LK_MAPS_FILE (source);

  lk_maps_geometry_get_area (&self->geometry, image, self->shape, area);
}

static char *
lk_maps_file_describe (LkMapSource *source)
{
  LkMapsFile *self = LK_MAPS_FILE (source);
  g_autofree char *shape = g_strdup_printf ("%zu × %zu × %zu", self->shape[0],
                                            self->shape[1], self->shape[2]);

  if (self->network == NULL)
    return g_strdup_printf (_ ("maps of %s"), shape);
  return g_strdup_printf (_ ("%s, maps of %s"), self->network, shape);
}

static void
lk_maps_file_map_source_init (LkMapSourceInterface *iface)
{
  iface->get_name = lk_maps_file_get_name;
  iface->get_fingerprint = lk_maps_file_get_fingerprint;
  iface->get_geometry = lk_maps_file_get_geometry;
  iface->get_area = lk_maps_file_get_area;
  iface->describe = lk_maps_file_describe;
  iface->lacks = lk_maps_file_lacks;
  iface->fetch = lk_maps_file_fetch;
}
