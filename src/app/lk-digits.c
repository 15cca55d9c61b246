/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-digits.h"

struct _LkDigits
{
  GtkWidget parent_instance;

  char *text;
  PangoLayout *layout; /* (nullable): of the text, once it is measured or drawn */
};

G_DEFINE_FINAL_TYPE (LkDigits, lk_digits, GTK_TYPE_WIDGET)

static PangoLayout *
get_layout (LkDigits *self)
{
  if (self->layout == NULL)
    {
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
      self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);
      pango_layout_set_attributes (self->layout, attributes);
    }
  return self->layout;
}

static void
lk_digits_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  int width, height;

  pango_layout_get_pixel_size (get_layout (LK_DIGITS (widget)), &width, &height);
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? width : height;
}

static void
lk_digits_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget), 0, 0,
                              get_layout (LK_DIGITS (widget)));
}

/* Another font, or text of another size. */
static void
lk_digits_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  LkDigits *self = LK_DIGITS (widget);

  GTK_WIDGET_CLASS (lk_digits_parent_class)->css_changed (widget, change);
  g_clear_object (&self->layout);
}

static void
lk_digits_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  LkDigits *self = LK_DIGITS (widget);

  GTK_WIDGET_CLASS (lk_digits_parent_class)->system_setting_changed (widget, setting);
  g_clear_object (&self->layout);
  gtk_widget_queue_resize (widget);
}

static void
lk_digits_finalize (GObject *object)
{
  LkDigits *self = LK_DIGITS (object);

  g_clear_object (&self->layout);
  g_free (self->text);
  G_OBJECT_CLASS (lk_digits_parent_class)->finalize (object);
}

static void
lk_digits_class_init (LkDigitsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_digits_finalize;
  widget_class->measure = lk_digits_measure;
  widget_class->snapshot = lk_digits_snapshot;
  widget_class->css_changed = lk_digits_css_changed;
  widget_class->system_setting_changed = lk_digits_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
lk_digits_init (LkDigits *self)
{
  self->text = g_strdup ("");
}

GtkWidget *
lk_digits_new (void)
{
  return g_object_new (LK_TYPE_DIGITS, NULL);
}

/* The same signs around as many digits. */
static gboolean
is_as_wide (const char *a, const char *b)
{
  for (; *a != '\0' && *b != '\0'; a++, b++)
    if (*a != *b && !(g_ascii_isdigit (*a) && g_ascii_isdigit (*b)))
      return FALSE;
  return *a == *b;
}

void
lk_digits_set_text (LkDigits *self, const char *text)
{
  gboolean as_wide;

  g_return_if_fail (LK_IS_DIGITS (self));
  g_return_if_fail (text != NULL);

  if (g_str_equal (text, self->text))
    return;
  as_wide = is_as_wide (text, self->text);
  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_object (&self->layout);
  if (as_wide)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else
    gtk_widget_queue_resize (GTK_WIDGET (self));
}

const char *
lk_digits_get_text (LkDigits *self)
{
  g_return_val_if_fail (LK_IS_DIGITS (self), NULL);
  return self->text;
}
