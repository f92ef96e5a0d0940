// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/theme.h"

#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_SETTINGS "org.freedesktop.portal.Settings"

struct _KkrThemeWatch {
    GObject parent;
    KkrTheme theme;
    gboolean desktop_dark;
    GtkCssProvider *palette; // the named colours
    GDBusConnection *bus;
    guint subscription;
    GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE(KkrThemeWatch, kkr_theme, G_TYPE_OBJECT)

enum { PROP_DARK = 1, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

gboolean kkr_theme_is_dark(KkrThemeWatch *self)
{
    return self->theme == KKR_THEME_AUTO ? self->desktop_dark
                                         : self->theme == KKR_THEME_DARK;
}

static void apply(KkrThemeWatch *self)
{
    gboolean dark = kkr_theme_is_dark(self);
    g_object_set(gtk_settings_get_default(), "gtk-application-prefer-dark-theme", dark,
                 NULL);
    gtk_css_provider_load_from_resource(self->palette,
                                        dark ? "/org/kkrscope/style/dark.css"
                                             : "/org/kkrscope/style/light.css");
    g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_DARK]);
}

void kkr_theme_set(KkrThemeWatch *self, KkrTheme theme)
{
    self->theme = theme;
    apply(self);
}

/* color-scheme: 0 no preference, 1 dark, 2 light; wrapped in one or two variants. */
static void take_scheme(KkrThemeWatch *self, GVariant *value)
{
    g_autoptr(GVariant) inner = g_variant_ref(value);
    while (g_variant_is_of_type(inner, G_VARIANT_TYPE_VARIANT)) {
        GVariant *next = g_variant_get_variant(inner);
        g_variant_unref(inner);
        inner = next;
    }
    if (!g_variant_is_of_type(inner, G_VARIANT_TYPE_UINT32))
        return;
    self->desktop_dark = g_variant_get_uint32(inner) == 1;
    apply(self);
}

static void on_setting(GDBusConnection *bus, const char *sender, const char *path,
                       const char *interface, const char *signal, GVariant *parameters,
                       void *user)
{
    const char *group, *key;
    g_autoptr(GVariant) value = NULL;
    if (!g_variant_is_of_type(parameters, G_VARIANT_TYPE("(ssv)")))
        return;
    g_variant_get(parameters, "(&s&s@v)", &group, &key, &value);
    if (g_str_equal(group, "org.freedesktop.appearance") &&
        g_str_equal(key, "color-scheme"))
        take_scheme(user, value);
}

static void on_read(GObject *source, GAsyncResult *result, void *user)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GVariant) reply =
        g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);
    if (!reply)
        return; // no portal, or the program is closing: keep what we have
    g_autoptr(GVariant) value = g_variant_get_child_value(reply, 0);
    take_scheme(user, value);
}

static void on_bus(GObject *source, GAsyncResult *result, void *user)
{
    g_autoptr(GError) error = NULL;
    GDBusConnection *bus = g_bus_get_finish(result, &error);
    if (!bus)
        return;
    KkrThemeWatch *self = user;
    self->bus = bus;
    self->subscription = g_dbus_connection_signal_subscribe(
        bus, PORTAL, PORTAL_SETTINGS, "SettingChanged", PORTAL_PATH, NULL,
        G_DBUS_SIGNAL_FLAGS_NONE, on_setting, self, NULL);
    g_dbus_connection_call(
        bus, PORTAL, PORTAL_PATH, PORTAL_SETTINGS, "Read",
        g_variant_new("(ss)", "org.freedesktop.appearance", "color-scheme"),
        G_VARIANT_TYPE("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, 1000, self->cancellable,
        on_read, self);
}

static void kkr_theme_dispose(GObject *object)
{
    KkrThemeWatch *self = KKR_THEME(object);
    g_cancellable_cancel(self->cancellable);
    if (self->subscription)
        g_dbus_connection_signal_unsubscribe(self->bus, self->subscription);
    self->subscription = 0;
    g_clear_object(&self->bus);
    g_clear_object(&self->cancellable);
    g_clear_object(&self->palette);
    G_OBJECT_CLASS(kkr_theme_parent_class)->dispose(object);
}

static void kkr_theme_get_property(GObject *object, guint id, GValue *value,
                                   GParamSpec *spec)
{
    g_value_set_boolean(value, kkr_theme_is_dark(KKR_THEME(object)));
}

static void kkr_theme_class_init(KkrThemeWatchClass *class)
{
    G_OBJECT_CLASS(class)->dispose = kkr_theme_dispose;
    G_OBJECT_CLASS(class)->get_property = kkr_theme_get_property;
    properties[PROP_DARK] = g_param_spec_boolean(
        "dark", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties(G_OBJECT_CLASS(class), N_PROPERTIES, properties);
}

static void kkr_theme_init(KkrThemeWatch *self)
{
    GdkDisplay *display = gdk_display_get_default();
    self->palette = gtk_css_provider_new();
    gtk_style_context_add_provider_for_display(display,
                                               GTK_STYLE_PROVIDER(self->palette),
                                               GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
    g_autoptr(GtkCssProvider) style = gtk_css_provider_new();
    gtk_css_provider_load_from_resource(style, "/org/kkrscope/style/style.css");
    gtk_style_context_add_provider_for_display(display, GTK_STYLE_PROVIDER(style),
                                               GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
    gtk_icon_theme_add_resource_path(gtk_icon_theme_get_for_display(display),
                                     "/org/kkrscope/icons");
    g_object_get(gtk_settings_get_default(), "gtk-application-prefer-dark-theme",
                 &self->desktop_dark, NULL);
    self->cancellable = g_cancellable_new();
    g_bus_get(G_BUS_TYPE_SESSION, self->cancellable, on_bus, self);
}

KkrThemeWatch *kkr_theme_new(KkrTheme theme)
{
    KkrThemeWatch *self = g_object_new(KKR_TYPE_THEME, NULL);
    kkr_theme_set(self, theme);
    return self;
}
