// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/excerpt.h"

#include <stdio.h>
#include <string.h>

enum { BESIDE = 1, MAX_LENGTH = 160 }; // lines before and after; bytes of each

typedef struct Wanted {
    char *path;
    guint64 line;
    GPtrArray *lines; // from line - BESIDE on, or from 1
} Wanted;

static void wanted_free(void *data)
{
    Wanted *wanted = data;
    g_free(wanted->path);
    g_ptr_array_unref(wanted->lines);
    g_free(wanted);
}

/* The rest of a long line is skipped. False at the end of the file. */
static bool read_line(FILE *file, char text[MAX_LENGTH])
{
    int c, n = 0;
    while ((c = getc_unlocked(file)) != EOF && c != '\n')
        if (n < MAX_LENGTH - 1)
            text[n++] = (char)(g_ascii_iscntrl(c) ? ' ' : c);
    text[n] = '\0';
    return c != EOF || n > 0;
}

static void read_in_thread(GTask *task, void *source, void *data,
                           GCancellable *cancellable)
{
    Wanted *wanted = data;
    char text[MAX_LENGTH];
    FILE *file = fopen(wanted->path, "r");
    for (guint64 i = 1; file && i <= wanted->line + BESIDE; i++) {
        if (!read_line(file, text))
            break;
        if (i + BESIDE >= wanted->line)
            g_ptr_array_add(wanted->lines, g_utf8_make_valid(text, -1));
    }
    if (file)
        fclose(file);
    g_task_return_boolean(task, TRUE);
}

static GtkWidget *make_row(guint64 number, const char *text, bool marked)
{
    GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    g_autofree char *name = g_strdup_printf("%" G_GUINT64_FORMAT, number);
    GtkWidget *label = gtk_label_new(name), *content = gtk_label_new(text);
    gtk_widget_add_css_class(label, "dim");
    gtk_label_set_ellipsize(GTK_LABEL(content), PANGO_ELLIPSIZE_END);
    gtk_label_set_xalign(GTK_LABEL(content), 0);
    gtk_widget_set_hexpand(content, TRUE);
    gtk_widget_set_tooltip_text(content, text);
    gtk_box_append(GTK_BOX(row), label);
    gtk_box_append(GTK_BOX(row), content);
    if (marked)
        gtk_widget_add_css_class(row, "marked");
    return row;
}

static void on_read(GObject *source, GAsyncResult *result, void *user)
{
    GtkBox *box = GTK_BOX(source);
    const Wanted *wanted = g_task_get_task_data(G_TASK(result));
    guint64 first = wanted->line > BESIDE ? wanted->line - BESIDE : 1;
    for (guint i = 0; i < wanted->lines->len; i++)
        gtk_box_append(box, make_row(first + i, wanted->lines->pdata[i],
                                     first + i == wanted->line));
    if (first + wanted->lines->len <= wanted->line)
        gtk_box_append(box,
                       make_row(first + wanted->lines->len, "(end of the file)", true));
}

GtkWidget *kkr_excerpt_new(const char *path, guint64 line)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_add_css_class(box, "excerpt");
    Wanted *wanted = g_new0(Wanted, 1);
    wanted->path = g_strdup(path);
    wanted->line = line;
    wanted->lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GTask) task = g_task_new(box, NULL, on_read, NULL);
    g_task_set_task_data(task, wanted, wanted_free);
    g_task_run_in_thread(task, read_in_thread);
    return box;
}

guint64 kkr_excerpt_line(const char *path, const char *sentence)
{
    size_t length = strlen(path);
    if (!g_str_has_prefix(sentence, path) || sentence[length] != ':')
        return 0;
    return g_ascii_strtoull(sentence + length + 1, NULL, 10);
}
