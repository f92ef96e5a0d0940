// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/ramp.h"

#include "core/colormap.h"

enum { WIDTH = 52, HEIGHT = 12 }; // px

static GdkTexture *make_texture(const kkr_colormap *map)
{
    guchar *pixels = g_malloc(3 * WIDTH * HEIGHT);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        kkr_rgb color = kkr_colormap_color(map, (i % WIDTH + 0.5) / WIDTH);
        pixels[3 * i] = color.r;
        pixels[3 * i + 1] = color.g;
        pixels[3 * i + 2] = color.b;
    }
    g_autoptr(GBytes) bytes = g_bytes_new_take(pixels, 3 * WIDTH * HEIGHT);
    return gdk_memory_texture_new(WIDTH, HEIGHT, GDK_MEMORY_R8G8B8, bytes,
                                  (gsize)3 * WIDTH);
}

static void set_up(GtkListItemFactory *factory, GtkListItem *item)
{
    GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *ramp = gtk_picture_new();
    gtk_picture_set_content_fit(GTK_PICTURE(ramp), GTK_CONTENT_FIT_FILL);
    gtk_widget_set_size_request(ramp, WIDTH, HEIGHT);
    gtk_widget_set_halign(ramp, GTK_ALIGN_START);
    gtk_widget_set_valign(ramp, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class(ramp, "ramp");
    gtk_box_append(GTK_BOX(row), ramp);
    GtkWidget *name = gtk_label_new(NULL);
    gtk_box_append(GTK_BOX(row), name);
    gtk_list_item_set_child(item, row);
}

static void bind(GtkListItemFactory *factory, GtkListItem *item, void *dark)
{
    GtkWidget *row = gtk_list_item_get_child(item);
    const char *name =
        gtk_string_object_get_string(GTK_STRING_OBJECT(gtk_list_item_get_item(item)));
    const kkr_colormap *map = kkr_colormap_get(name, GPOINTER_TO_INT(dark));
    g_autoptr(GdkTexture) texture = make_texture(map);
    GtkWidget *ramp = gtk_widget_get_first_child(row);
    gtk_picture_set_paintable(GTK_PICTURE(ramp), GDK_PAINTABLE(texture));
    gtk_label_set_text(GTK_LABEL(gtk_widget_get_last_child(row)), name);
}

GtkListItemFactory *kkr_ramp_factory_new(bool dark)
{
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
    g_signal_connect(factory, "setup", G_CALLBACK(set_up), NULL);
    g_signal_connect(factory, "bind", G_CALLBACK(bind), GINT_TO_POINTER(dark));
    return factory;
}
