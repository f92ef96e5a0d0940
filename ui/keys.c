// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/keys.h"

static const struct {
    const char *trigger, *action, *target;
} keys[] = {
    { "0", "win.panel", "-1" },
    { "1", "win.panel", "0" },
    { "2", "win.panel", "1" },
    { "3", "win.panel", "2" },
    { "4", "win.panel", "3" },
    { "u", "win.unlink", NULL },
    { "x", "win.plane", "'1,0,0'" },
    { "y", "win.plane", "'0,1,0'" },
    { "z", "win.plane", "'0,0,1'" },
    { "Page_Up|bracketright", "win.move-plane", "0.1" },
    { "Page_Down|bracketleft", "win.move-plane", "-0.1" },
    { "<Shift>Page_Up", "win.move-plane", "0.01" },
    { "<Shift>Page_Down", "win.move-plane", "-0.01" },
    { "plus|equal|KP_Add", "win.zoom", "1.25" },
    { "minus|KP_Subtract", "win.zoom", "0.8" },
    { "r", "win.reset-view", NULL },
    { "<Shift>r", "win.start-over", NULL },
    { "f", "win.fit-range", NULL },
    { "l", "win.next-scale", NULL },
    { "v", "win.next-mode", NULL },
    { "i", "win.surface", NULL },
    { "g", "win.radial-log", NULL },
    { "m", "win.radial-marks", NULL },
    { "w", "win.cells", NULL },
    { "c", "win.contours", NULL },
    { "t", "win.atoms", NULL },
    { "h", "win.host", NULL },
    { "n", "win.nuclear", NULL },
    { "p", "win.profile", NULL },
    { "<Alt>Left", "win.previous-entry", NULL },
    { "<Alt>Right", "win.next-entry", NULL },
    { "b", "win.blink-entry", NULL },
    { "k", "win.pin-entry", NULL },
    { "d", "win.dataset-map", NULL },
    { "<Control>c", "win.copy-view", NULL },
    { "<Control><Shift>c", "win.copy-profile", NULL },
    { "Menu|<Shift>F10", "win.context-menu", NULL },
    { "Escape", "win.escape", NULL },
    { "question", "win.show-help-overlay", NULL },
};

void kkr_keys_add(GtkWidget *window)
{
    GtkEventController *controller = gtk_shortcut_controller_new();
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        GtkShortcut *shortcut =
            gtk_shortcut_new(gtk_shortcut_trigger_parse_string(keys[i].trigger),
                             gtk_named_action_new(keys[i].action));
        if (keys[i].target)
            gtk_shortcut_set_arguments(shortcut, g_variant_new_parsed(keys[i].target));
        gtk_shortcut_controller_add_shortcut(GTK_SHORTCUT_CONTROLLER(controller),
                                             shortcut);
    }
    gtk_widget_add_controller(window, controller);
}
