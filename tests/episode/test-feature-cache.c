/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-embedder.h"

#include <math.h>

#include "lk-preparation.h"
#include "test-models.h"
#include "test-pictures.h"

static const TestModel small = { 1, 4, 6, FALSE, FALSE, NULL };
static const TestModel other = { 2, 4, 6, FALSE, FALSE, NULL };
/* Maps of 7.2 million bytes: 37 fit. */
static const TestModel wide = { 3, 2, 4096, FALSE, FALSE, NULL };

typedef struct
{
  char *folder;
  LkModel *model;
  LkFeatureCache *cache;
  guint n_calls;
  guint first;
  guint last;
  guint total;
  GCancellable *cancel_at_first_call;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  fixture->model
      = test_model_open (data != NULL ? data : &small, fixture->folder, "m.safetensors");
  fixture->cache = lk_feature_cache_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->cache);
  g_assert_finalize_object (fixture->model);
  test_folder_remove (fixture->folder);
}

static void
note_progress (guint done, guint total, gpointer data)
{
  Fixture *fixture = data;

  if (fixture->n_calls == 0)
    fixture->first = done;
  else
    g_assert_cmpuint (done, >, fixture->last);
  g_assert_cmpuint (done, <=, total);
  fixture->n_calls++;
  fixture->last = done;
  fixture->total = total;
  if (fixture->cancel_at_first_call != NULL && done > 0)
    g_cancellable_cancel (fixture->cancel_at_first_call);
}

/* By way of an embedder that is made for it, as the window does. */
static GPtrArray *
fetch (Fixture *fixture,
       LkModel *model,
       GPtrArray *pictures,
       LkProgress progress,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (model, fixture->cache);
  g_autofree LkPictureRef *references = g_new0 (LkPictureRef, pictures->len);

  for (guint i = 0; i < pictures->len; i++)
    references[i].picture = pictures->pdata[i];
  return lk_map_source_fetch (LK_MAP_SOURCE (embedder), references, pictures->len,
                              progress, fixture, cancellable, error);
}

static GPtrArray *
make_pictures (guint first, guint n)
{
  GPtrArray *pictures = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (pictures, test_picture_paste ("noise", first + i));
  return pictures;
}

static GPtrArray *
embed (Fixture *fixture, LkModel *model, GPtrArray *pictures)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *maps;

  fixture->n_calls = 0;
  maps = fetch (fixture, model, pictures, note_progress, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (maps->len, ==, pictures->len);
  g_assert_cmpuint (fixture->last, ==, pictures->len);
  g_assert_cmpuint (fixture->total, ==, pictures->len);
  return maps;
}

/* One picture by itself, without a cache. */
static LkTensor *
embed_alone (LkModel *model, LkPicture *picture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkImage) image = lk_picture_decode (picture, &error);
  g_autoptr (LkTensor) prepared
      = lk_preparation_run (image, lk_model_get_profile (model));
  gsize shape[]
      = { 1, 3, lk_tensor_get_dim (prepared, 1), lk_tensor_get_dim (prepared, 2) };
  g_autoptr (LkTensor) batch
      = lk_tensor_new_for_data (4, shape, lk_tensor_get_data (prepared), NULL, NULL);
  g_autoptr (LkTensor) maps
      = lk_network_forward (lk_model_get_network (model), batch, NULL, &error);

  g_assert_no_error (error);
  return lk_tensor_slice (maps, 0);
}

static void
assert_near (LkTensor *a, LkTensor *b)
{
  g_assert_cmpuint (lk_tensor_get_size (a), ==, lk_tensor_get_size (b));
  for (gsize i = 0; i < lk_tensor_get_size (a); i++)
    g_assert_cmpfloat_with_epsilon (lk_tensor_get_data (a)[i], lk_tensor_get_data (b)[i],
                                    1e-4);
}

static void
test_maps (Fixture *fixture, gconstpointer data)
{
  const gsize shape[] = { 6, 21, 21 };
  g_autoptr (GPtrArray) pictures = make_pictures (0, 40);
  g_autoptr (GPtrArray) maps = embed (fixture, fixture->model, pictures);

  g_assert_cmpuint (fixture->first, ==, 0);
  g_assert_cmpuint (fixture->n_calls, >, 2);
  for (guint i = 0; i < maps->len; i++)
    {
      g_autoptr (LkTensor) alone = embed_alone (fixture->model, pictures->pdata[i]);

      g_assert_true (lk_tensor_has_shape (maps->pdata[i], 3, shape));
      assert_near (maps->pdata[i], alone);
    }
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) pictures = make_pictures (0, 3);
  g_autoptr (GPtrArray) twins = make_pictures (0, 3);
  g_autoptr (GPtrArray) more = make_pictures (1, 3);
  g_autoptr (GPtrArray) maps = embed (fixture, fixture->model, pictures);
  g_autoptr (GPtrArray) again = embed (fixture, fixture->model, twins);
  g_autoptr (GPtrArray) later = NULL;

  g_assert_cmpuint (fixture->n_calls, ==, 1);
  g_assert_cmpuint (fixture->first, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_true (maps->pdata[i] == again->pdata[i]);
  later = embed (fixture, fixture->model, more);
  g_assert_cmpuint (fixture->first, ==, 2);
  g_assert_true (later->pdata[0] == maps->pdata[1]);
  g_assert_true (later->pdata[1] == maps->pdata[2]);
}

static void
test_duplicates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) pictures = make_pictures (0, 2);
  g_autoptr (GPtrArray) maps = NULL;

  g_ptr_array_add (pictures, test_picture_paste ("again", 0));
  g_ptr_array_add (pictures, test_picture_paste ("and again", 0));
  maps = embed (fixture, fixture->model, pictures);
  g_assert_true (maps->pdata[0] == maps->pdata[2]);
  g_assert_true (maps->pdata[0] == maps->pdata[3]);
  g_assert_true (maps->pdata[0] != maps->pdata[1]);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) none = make_pictures (0, 0);
  g_autoptr (GPtrArray) maps = embed (fixture, fixture->model, none);

  g_assert_cmpuint (maps->len, ==, 0);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) pictures = make_pictures (0, 1);
  g_autoptr (LkModel) model = test_model_open (&other, fixture->folder, "o.safetensors");
  g_autoptr (LkModel) profiled
      = lk_model_open (lk_model_get_name (fixture->model), "p4", NULL);
  g_autoptr (GPtrArray) a = embed (fixture, fixture->model, pictures);
  g_autoptr (GPtrArray) b = embed (fixture, model, pictures);
  g_autoptr (GPtrArray) c = NULL;
  g_autoptr (LkTensor) alone = NULL;

  g_assert_cmpuint (fixture->first, ==, 0);
  c = embed (fixture, profiled, pictures);
  g_assert_cmpuint (fixture->first, ==, 0);
  g_assert_true (a->pdata[0] != b->pdata[0] && a->pdata[0] != c->pdata[0]);
  alone = embed_alone (profiled, pictures->pdata[0]);
  assert_near (c->pdata[0], alone);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) pictures = make_pictures (0, 40);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) maps = NULL;
  g_autoptr (GError) error = NULL;

  fixture->cancel_at_first_call = cancellable;
  g_assert_null (
      fetch (fixture, fixture->model, pictures, note_progress, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->n_calls, ==, 2);
  g_clear_error (&error);
  g_assert_null (fetch (fixture, fixture->model, pictures, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  fixture->cancel_at_first_call = NULL;
  maps = embed (fixture, fixture->model, pictures);
  g_assert_cmpuint (fixture->first, >, 0);
  g_assert_cmpuint (fixture->first, <, 40);
}

/* Whether the cache held picture @index. */
static gboolean
touch (Fixture *fixture, guint index)
{
  g_autoptr (GPtrArray) pictures = make_pictures (index, 1);
  g_autoptr (GPtrArray) maps = embed (fixture, fixture->model, pictures);

  return fixture->first == 1;
}

static void
test_forgets_the_oldest (Fixture *fixture, gconstpointer data)
{
  const guint room = 256 * 1024 * 1024 / (4096 * 21 * 21 * 4);

  for (guint i = 0; i < room; i++)
    g_assert_false (touch (fixture, i));
  g_assert_true (touch (fixture, 0));
  g_assert_false (touch (fixture, room));
  g_assert_true (touch (fixture, 0));
  g_assert_true (touch (fixture, 2));
  g_assert_true (touch (fixture, room));
  g_assert_false (touch (fixture, 1));
  g_assert_false (touch (fixture, 3));
}

typedef struct
{
  Fixture *fixture;
  GPtrArray *pictures;
} Job;

static gpointer
embed_in_thread (gpointer data)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *maps
      = fetch (job->fixture, job->fixture->model, job->pictures, NULL, NULL, &error);

  g_assert_no_error (error);
  return maps;
}

static void
test_threads (Fixture *fixture, gconstpointer data)
{
  Job jobs[4];
  GThread *threads[4];
  GPtrArray *maps[4];

  for (guint i = 0; i < 4; i++)
    {
      jobs[i] = (Job){ fixture, make_pictures (i * 10, 30) };
      threads[i] = g_thread_new ("embed", embed_in_thread, &jobs[i]);
    }
  for (guint i = 0; i < 4; i++)
    maps[i] = g_thread_join (threads[i]);
  for (guint i = 0; i < 4; i++)
    {
      for (guint j = 0; j < maps[i]->len; j += 7)
        {
          g_autoptr (LkTensor) alone
              = embed_alone (fixture->model, jobs[i].pictures->pdata[j]);

          assert_near (maps[i]->pdata[j], alone);
        }
      g_ptr_array_unref (maps[i]);
      g_ptr_array_unref (jobs[i].pictures);
    }
}

static void
add (const char *path, const TestModel *model, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, model, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/feature-cache/maps", &small, test_maps);
  add ("/feature-cache/kept", &small, test_kept);
  add ("/feature-cache/duplicates", &small, test_duplicates);
  add ("/feature-cache/nothing", &small, test_nothing);
  add ("/feature-cache/keys", &small, test_keys);
  add ("/feature-cache/cancelled", &small, test_cancelled);
  add ("/feature-cache/forgets-the-oldest", &wide, test_forgets_the_oldest);
  add ("/feature-cache/threads", &small, test_threads);
  return g_test_run ();
}
