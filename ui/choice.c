// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/choice.h"

static const char *const channels[] = { "Average", "Up", "Down", "B = (up − down) / 2",
                                        NULL };
static const char *const channel_words[] = { "avg", "up", "down", "B" };
static const char *const energies[] = { "Ry", "mRy", "Ha", "eV", "meV", NULL };
static const char *const lengths[] = { "bohr", "Å", "alat", NULL };
static const char *const length_words[] = { "bohr", "angstrom", "alat" };

const KkrChoice kkr_choice_channel = { "win.channel", channels, channel_words };
const KkrChoice kkr_choice_energy = { "win.energy-unit", energies, energies };
const KkrChoice kkr_choice_length = { "win.length-unit", lengths, length_words };

/* What a drop-down needs to know of its choice. */
typedef struct Link {
    const KkrChoice *choice;
    const bool *quiet;
} Link;

static void on_selected(GtkDropDown *drop_down, GParamSpec *pspec, Link *link)
{
    if (!*link->quiet)
        kkr_choice_activate(link->choice, drop_down);
}

static void link_free(void *link, GClosure *closure)
{
    g_free(link);
}

void kkr_choice_connect(const KkrChoice *choice, GtkDropDown *drop_down,
                        const bool *quiet)
{
    g_autoptr(GtkStringList) list = gtk_string_list_new(choice->texts);
    Link *link = g_new(Link, 1);
    *link = (Link){ choice, quiet };
    gtk_drop_down_set_model(drop_down, G_LIST_MODEL(list));
    g_signal_connect_data(drop_down, "notify::selected", G_CALLBACK(on_selected), link,
                          link_free, 0);
}

void kkr_choice_activate(const KkrChoice *choice, GtkDropDown *drop_down)
{
    guint selected = gtk_drop_down_get_selected(drop_down);
    if (selected != GTK_INVALID_LIST_POSITION)
        gtk_widget_activate_action(GTK_WIDGET(drop_down), choice->action, "s",
                                   choice->words[selected]);
}
