/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-foreign-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-names.h"

#define BEGINNING 512
#define TAR_MARK 257
#define MAX_LISTED 1000

static const char pointer_message[]
    = N_ ("it is a pointer of Git LFS, not the file itself: fetch that with “git lfs "
          "pull”, or download it from the repository’s web page");
static const char page_message[]
    = N_ ("it is a web page, not a file of weights: the download led to a page that asks "
          "for something, so open the address in a browser");
static const char archive_message[]
    = N_ ("it is a packed archive: unpack it, and choose the file of weights in it");
static const char tar_message[]
    = N_ ("it is a tar archive: unpack it, and choose the file of weights in it");
static const char onnx_message[]
    = N_ ("it is an ONNX graph, which is not read: save model.state_dict() in PyTorch");
static const char keras_message[] = N_ (
    "it is an HDF5 file, such as Keras writes, which is not read: save the weights as "
    "safetensors under the names of a known layout");
static const char numpy_message[] = N_ (
    "it holds arrays of NumPy, which are not read: save them with torch.save() under "
    "the names of model.state_dict()");
static const char picture_message[] = N_ ("it is a picture, not a file of weights");
static const char json_message[] = N_ (
    "it is a JSON text without numbers, such as the index of a model in pieces or its "
    "configuration: choose the file of weights beside it");
static const char pickle_message[]
    = N_ ("it is a Python pickle that torch did not write: save it with torch.save "
          "(model.state_dict (), …)");

/* @at: where @mark is in the file. */
typedef struct
{
  gsize at;
  const char *mark;
  gsize length;
  const char *message;
} Mark;

#define MARK(at, mark, message)                                                          \
  {                                                                                      \
    at, mark, sizeof (mark) - 1, message                                                 \
  }

static const Mark marks[] = {
  MARK (0, "version https://git-lfs", pointer_message),
  MARK (0, "\x1f\x8b", archive_message),
  MARK (0, "BZh", archive_message),
  MARK (0,
        "\xfd"
        "7zXZ",
        archive_message),
  MARK (0, "7z\xbc\xaf", archive_message),
  MARK (0, "Rar!", archive_message),
  MARK (0, "\x28\xb5\x2f\xfd", archive_message),
  MARK (TAR_MARK, "ustar", tar_message),
  MARK (0, "\x89HDF", keras_message),
  MARK (0, "\x93NUMPY", numpy_message),
  MARK (0, "\x89PNG", picture_message),
  MARK (0, "\xff\xd8\xff", picture_message),
  MARK (0, "GIF8", picture_message),
  MARK (0, "(dp", pickle_message),
  MARK (0, "(lp", pickle_message),
  MARK (0, "ccollections", pickle_message),
};

static const char *
find_mark (const char *data, gsize size)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (size >= marks[i].at + marks[i].length
        && memcmp (data + marks[i].at, marks[i].mark, marks[i].length) == 0)
      return marks[i].message;
  return NULL;
}

/* The first bytes in small letters, without a mark of the order of bytes, spaces, and
 * what is no text. */
static char *
read_beginning (const char *data, gsize size)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < MIN (size, BEGINNING); i++)
    if ((guint8) data[i] < 0x80 && data[i] != '\0'
        && (text->len > 0 || !g_ascii_isspace (data[i])))
      g_string_append_c (text, g_ascii_tolower (data[i]));
  return g_string_free (text, FALSE);
}

static const char *
find_text (const char *text)
{
  static const char *const pages[]
      = { "<!doctype", "<html", "<head", "<?xml", "<!--", "<script", "<svg" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_str_has_prefix (text, pages[i]))
      return page_message;
  return *text == '{' || *text == '[' ? json_message : NULL;
}

/* A message of protobuf: its first field is the version, its second the producer. */
static gboolean
is_onnx (const guint8 *data, gsize size, const char *path)
{
  if (path != NULL && g_str_has_suffix (path, ".onnx"))
    return TRUE;
  return size > 8 && data[0] == 0x08 && data[1] < 0x40 && data[2] == 0x12
         && data[3] < 0x40 && g_ascii_isalpha (data[4]);
}

char *
lk_foreign_file_describe (GBytes *bytes, const char *path)
{
  gsize size;
  const char *data;
  const char *message;
  g_autofree char *text = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  if (size == 0)
    return g_strdup (_ ("it is empty: download or save it again"));
  message = find_mark (data, size);
  if (message == NULL && is_onnx ((const guint8 *) data, size, path))
    message = onnx_message;
  if (message == NULL)
    {
      text = read_beginning (data, size);
      message = find_text (text);
    }
  return message != NULL ? g_strdup (gettext (message)) : NULL;
}

gboolean
lk_foreign_file_may_be_weights (const char *name)
{
  static const char *const suffixes[]
      = { ".safetensors", ".pth", ".pt", ".tar", ".ckpt", ".pkl", ".bin", ".t7" };

  g_return_val_if_fail (name != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (name, suffixes[i]))
      return TRUE;
  return FALSE;
}

/* The first by name, so that it is always the same. */
static char *
find_weights (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autofree char *first = NULL;
  const char *name;

  for (guint n = 0; folder != NULL && n < MAX_LISTED; n++)
    {
      name = g_dir_read_name (folder);
      if (name == NULL)
        break;
      if (lk_foreign_file_may_be_weights (name)
          && (first == NULL || strcmp (name, first) < 0))
        {
          g_free (first);
          first = g_strdup (name);
        }
    }
  return first != NULL ? g_filename_display_name (first) : NULL;
}

char *
lk_foreign_file_describe_folder (const char *path)
{
  g_autofree char *name = NULL;
  g_autofree char *printable = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  name = find_weights (path);
  if (name == NULL)
    return g_strdup (_ ("it is not a file but a folder: choose the file of weights"));
  printable = lk_names_make_printable (name);
  return g_strdup_printf (
      _ ("it is not a file but a folder: choose the file of weights in "
         "it, such as “%s”"),
      printable);
}

char *
lk_foreign_file_describe_zip (const char *name)
{
  g_autofree char *printable = NULL;

  if (name != NULL && g_str_has_suffix (name, ".npy"))
    return g_strdup (gettext (numpy_message));
  if (name == NULL || !lk_foreign_file_may_be_weights (name))
    return g_strdup (_ ("it is a zip archive without a data.pkl, not one of torch’s"));
  printable = lk_names_make_printable (name);
  return g_strdup_printf (
      _ ("it is a zip archive without a data.pkl, not one of torch’s: "
         "unpack it, and choose the file of weights in it, such as "
         "“%s”"),
      printable);
}
