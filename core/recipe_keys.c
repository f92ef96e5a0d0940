// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/recipe_keys.h"

#include "core/check.h"
#include "core/colormap.h"
#include "core/ylm.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

// ------------------------------------------------------------ table

static_assert(offsetof(kkr_recipe, center_t) ==
                  offsetof(kkr_recipe, center_s) + sizeof(double),
              "center is read as two numbers");
static_assert(offsetof(kkr_panel_view, center_t) ==
                  offsetof(kkr_panel_view, center_s) + sizeof(double),
              "as is that of a panel");

#define AT(member) .offset = offsetof(kkr_recipe_text, member)
#define IN(member) AT(member), .size = sizeof(((kkr_recipe_text *)0)->member)
#define R(member) IN(recipe.member)

#define PATH(s, k, member)                \
    {                                     \
        s, k, KKR_RECIPE_PATH, IN(member) \
    }
#define HASH(s, k, member)                \
    {                                     \
        s, k, KKR_RECIPE_HASH, IN(member) \
    }
#define CHOICE(s, k, w, ...)                             \
    {                                                    \
        s, k, KKR_RECIPE_CHOICE, .words = w, __VA_ARGS__ \
    }
#define SWITCH(s, k, member) CHOICE(s, k, "off|on", R(member))
#define NUMBER(s, k, unit, least, most, ...)                                 \
    {                                                                        \
        s, k, KKR_RECIPE_NUMBERS, .words = unit, .low = least, .high = most, \
                                  __VA_ARGS__                                \
    }
#define COUNT(s, k, least, most, ...)                                   \
    {                                                                   \
        s, k, KKR_RECIPE_COUNT, .low = least, .high = most, __VA_ARGS__ \
    }
#define SCALE(k, member, kinds, low_derived, linear_derived)                     \
    CHOICE("scales", k ".scale", kinds, R(member.kind)),                         \
        NUMBER("scales", k ".limit", "Ry", 1e-99, 1e99, R(member.limit)),        \
        NUMBER("scales", k ".low", "Ry", -1e99, 1e99, R(member.low),             \
               .derived = low_derived),                                          \
        NUMBER("scales", k ".linear-to", "Ry", -1e99, 1e99, R(member.linear_to), \
               .derived = linear_derived)

#define SURFACE(k, panel)                                      \
    SWITCH("surfaces", k ".shown", surfaces.shown[panel]),     \
        COUNT("surfaces", k ".levels", 1, KKR_SURFACE_LEVELS,  \
              R(surfaces.n_levels[panel]), .instead = "auto"), \
        NUMBER("surfaces", k ".level", "Ry", -1e9, 1e9, R(surfaces.level[panel]))

// A linked panel says nothing of this; what an unlinked one leaves out is as in [plane].
#define PANEL(k, panel)                                                                  \
    CHOICE("panels", k ".linked", "on|off", R(own[panel].unlinked), .derived = true),    \
        { "panels",    k ".miller",       KKR_RECIPE_INDICES, .low = -999,               \
          .high = 999, .instead = "none", .derived = true,    R(own[panel].plane.hkl) }, \
        NUMBER("panels", k ".offset", "bohr", -2 * FAR, 2 * FAR,                         \
               R(own[panel].plane.offset), .derived = true),                             \
        NUMBER("panels", k ".u", NULL, -1, 1, R(own[panel].plane.u), .derived = true),   \
        NUMBER("panels", k ".v", NULL, -1, 1, R(own[panel].plane.v), .derived = true),   \
        NUMBER("panels", k ".normal", NULL, -1, 1, R(own[panel].plane.n),                \
               .derived = true),                                                         \
        NUMBER("panels", k ".origin", "bohr", -FAR, FAR, R(own[panel].plane.origin),     \
               .derived = true),                                                         \
        { "panels", k ".name", KKR_RECIPE_NAME, .derived = true,                         \
          R(own[panel].plane.name) },                                                    \
        NUMBER("panels", k ".center", "bohr", -FAR, FAR,                                 \
               AT(recipe.own[panel].center_s), .size = 2 * sizeof(double),               \
               .derived = true),                                                         \
        NUMBER("panels", k ".width", "bohr", 1e-6, FAR, R(own[panel].width),             \
               .instead = "auto", .derived = true)

// Words of kkr_scale_kind, without those that make no sense.
#define SIGNED "linear||symlog|asinh"
#define ABSOLUTE "linear|log"
#define FAR 1e6 // bohr
#define MAX_LM ((KKR_L_MAX + 1) * (KKR_L_MAX + 1))

const kkr_recipe_key kkr_recipe_keys[] = {
    CHOICE("", "kind", KKR_RECIPE_KINDS, IN(kind)),

    { "inputs", "case", KKR_RECIPE_PATHS, IN(paths) },
    { "inputs", "case.sha256", KKR_RECIPE_HASHES, IN(path_sha256) },
    PATH("inputs", "structure", forced[KKR_ROLE_STRUCTURE]),
    PATH("inputs", "potential", forced[KKR_ROLE_POTENTIAL]),
    PATH("inputs", "shapes", forced[KKR_ROLE_SHAPES]),
    PATH("inputs", "cluster", forced[KKR_ROLE_CLUSTER]),
    PATH("inputs", "imp-potential", forced[KKR_ROLE_IMP_POTENTIAL]),
    PATH("inputs", "imp-shapes", forced[KKR_ROLE_IMP_SHAPES]),
    PATH("inputs", "host-cluster", forced[KKR_ROLE_HOST_CLUSTER]),
    PATH("inputs", "start", forced[KKR_ROLE_START]),
    CHOICE("inputs", "v0", "host|start|file|zero", R(reference)),
    PATH("inputs", "v0-file", reference_path),
    PATH("inputs", "model", recipe.model),
    COUNT("inputs", "origin-site", 1, 1e9, IN(origin_site), .instead = "auto"),
    COUNT("inputs", "spins", 1, 2, IN(n_spin), .instead = "auto"),
    HASH("inputs", "structure.sha256", sha256[KKR_ROLE_STRUCTURE]),
    HASH("inputs", "potential.sha256", sha256[KKR_ROLE_POTENTIAL]),
    HASH("inputs", "shapes.sha256", sha256[KKR_ROLE_SHAPES]),
    HASH("inputs", "cluster.sha256", sha256[KKR_ROLE_CLUSTER]),
    HASH("inputs", "imp-potential.sha256", sha256[KKR_ROLE_IMP_POTENTIAL]),
    HASH("inputs", "imp-shapes.sha256", sha256[KKR_ROLE_IMP_SHAPES]),
    HASH("inputs", "host-cluster.sha256", sha256[KKR_ROLE_HOST_CLUSTER]),
    HASH("inputs", "start.sha256", sha256[KKR_ROLE_START]),
    HASH("inputs", "v0-file.sha256", reference_sha256),
    HASH("inputs", "model.sha256", model_sha256),

    CHOICE("potential", "field", "all|V|dV|absV|absdV", R(only), .first = -1),
    CHOICE("potential", "channel", "avg|up|down|B", R(sampler.channel)),
    CHOICE("potential", "mode", "cell|stored|mt", R(sampler.mode)),
    SWITCH("potential", "nuclear", sampler.nuclear),
    COUNT("potential", "l-max", 0, 99, R(sampler.l_max), .first = -1, .instead = "all"),
    CHOICE("potential", "outside", "none|host", R(sampler.outside_host)),

    { "plane", "miller", KKR_RECIPE_INDICES, .low = -999, .high = 999,
      .instead = "none", R(plane.hkl) },
    NUMBER("plane", "offset", "bohr", -2 * FAR, 2 * FAR, R(plane.offset)),
    NUMBER("plane", "u", NULL, -1, 1, R(plane.u), .derived = true),
    NUMBER("plane", "v", NULL, -1, 1, R(plane.v), .derived = true),
    NUMBER("plane", "normal", NULL, -1, 1, R(plane.n), .derived = true),
    NUMBER("plane", "origin", "bohr", -FAR, FAR, R(plane.origin), .derived = true),
    { "plane", "name", KKR_RECIPE_NAME, .derived = true, R(plane.name) },
    CHOICE("plane", "axes", "cartesian|lattice", R(plane_axes)),
    NUMBER("plane", "center", "bohr", -FAR, FAR, AT(recipe.center_s),
           .size = 2 * sizeof(double)),
    NUMBER("plane", "width", "bohr", 1e-6, FAR, R(width), .instead = "auto"),

    PANEL("V", KKR_QUANTITY_V),
    PANEL("dV", KKR_QUANTITY_DV),
    PANEL("absV", KKR_QUANTITY_ABS_V),
    PANEL("absdV", KKR_QUANTITY_ABS_DV),

    SWITCH("scales", "auto", auto_scales),
    SWITCH("scales", "linked", linked_scales),
    SWITCH("scales", "keep", keep_scales),
    SCALE("V", signed_scales.v, SIGNED, true, false),
    SCALE("dV", signed_scales.dv, SIGNED, true, false),
    SCALE("absV", absolute_scales.v, ABSOLUTE, false, true),
    SCALE("absdV", absolute_scales.dv, ABSOLUTE, false, true),

    { "colours", "diverging", KKR_RECIPE_MAP, .high = 1, R(diverging) },
    { "colours", "sequential", KKR_RECIPE_MAP, R(sequential) },
    CHOICE("colours", "ground", "light|dark", R(dark)),

    SWITCH("marks", "cells", show_cells),
    SWITCH("marks", "contours", show_contours),
    COUNT("marks", "contours-per-decade", 1, 3, R(contours_per_decade)),
    SWITCH("marks", "atoms", show_atoms),
    SWITCH("marks", "labels", show_labels),
    SWITCH("marks", "muffin-tins", show_r_mt),
    SWITCH("marks", "owners", show_owners),
    SWITCH("marks", "tripod", show_tripod),
    SWITCH("marks", "pin", has_pin),
    NUMBER("marks", "pin-at", "bohr", -FAR, FAR, R(pin)),
    SWITCH("marks", "line", show_line),
    COUNT("marks", "line-ends", 0, 2, R(line_ends)),
    NUMBER("marks", "line-from", "bohr", -FAR, FAR, R(line_from)),
    NUMBER("marks", "line-to", "bohr", -FAR, FAR, R(line_to)),
    CHOICE("marks", "line-scale", "linear||symlog", R(line_scale)),

    CHOICE("window", "view", "panels|radial|cells|features|dataset|check", R(view)),
    CHOICE("window", "active", "V|dV|absV|absdV", R(active)),

    { "radial", "sites", KKR_RECIPE_LIST, .low = 1, .high = 1e9, .instead = "auto",
      R(radial_sites) },
    CHOICE("radial", "parts", "spherical|listed|nonspherical", R(radial_parts)),
    { "radial", "lm", KKR_RECIPE_LIST, .low = 1, .high = MAX_LM, R(radial_lm) },
    CHOICE("radial", "overlay", "none|modes|spins", R(radial_overlay)),
    CHOICE("radial", "axis", "linear|log", R(radial_log)),
    SWITCH("radial", "marks", radial_marks),
    NUMBER("radial", "from", "bohr", 1e-6, FAR, R(radial_from), .instead = "auto"),
    NUMBER("radial", "to", "bohr", 1e-6, FAR, R(radial_to), .instead = "auto"),

    NUMBER("camera", "from", NULL, -FAR, FAR, R(camera.from)),
    NUMBER("camera", "up", NULL, -FAR, FAR, R(camera.up)),
    NUMBER("camera", "target", "bohr", -FAR, FAR, R(camera.target)),
    NUMBER("camera", "span", "bohr", 1e-3, FAR, R(camera.span), .instead = "auto"),
    CHOICE("camera", "projection", "orthographic|perspective", R(camera.perspective)),
    NUMBER("camera", "fade", NULL, 0, 1, R(camera.fade)),

    COUNT("cells", "site", 1, 1e9, R(cells.site), .instead = "auto"),
    COUNT("cells", "face", 1, 1e9, R(cells.face), .instead = "none"),
    CHOICE("cells", "shown", "one|neighbours|all", R(cells.shown)),
    CHOICE("cells", "colour", "plain|element|site|volume|jump", R(cells.color)),
    NUMBER("cells", "opacity", NULL, 0, 1, R(cells.opacity)),
    SWITCH("cells", "hidden-edges", cells.hidden),
    SWITCH("cells", "atoms", cells.atoms),
    SWITCH("cells", "r-in", cells.r_in),
    SWITCH("cells", "r-mt", cells.r_mt),
    SWITCH("cells", "r-out", cells.r_out),
    SWITCH("cells", "sphere", cells.sphere),
    NUMBER("cells", "radius", "bohr", 1e-3, FAR, R(cells.radius), .instead = "auto"),
    SWITCH("cells", "cut", cells.cut),
    CHOICE("cells", "chart", "curves|direction|slice|error", R(cells.chart)),
    CHOICE("cells", "source", "both|computed|file|difference", R(cells.source)),
    CHOICE("cells", "table", "faces|radii", R(cells.table)),
    COUNT("cells", "l", 0, KKR_L_MAX, R(cells.l), .first = -1),
    NUMBER("cells", "direction", NULL, -FAR, FAR, R(cells.direction)),

    SURFACE("V", KKR_QUANTITY_V),
    SURFACE("dV", KKR_QUANTITY_DV),
    SURFACE("absV", KKR_QUANTITY_ABS_V),
    SURFACE("absdV", KKR_QUANTITY_ABS_DV),
    SWITCH("surfaces", "pair", surfaces.pair),
    CHOICE("surfaces", "colour", "level|V|dV|absV|absdV", R(surfaces.color)),
    NUMBER("surfaces", "opacity", NULL, 0.05, 1, R(surfaces.opacity)),
    COUNT("surfaces", "points", 16, 512, R(surfaces.n)),
    CHOICE("surfaces", "cut", "none|front|back", R(surfaces.cut)),
    SWITCH("surfaces", "slice", surfaces.slice),
    SWITCH("surfaces", "cells", surfaces.cells),
    SWITCH("surfaces", "atoms", surfaces.atoms),
    SWITCH("surfaces", "box", surfaces.box),
    { "surfaces", "sites", KKR_RECIPE_LIST, .low = 1, .high = 1e9, .instead = "all",
      R(surfaces.sites) },
    CHOICE("surfaces", "extent", "cells|unit-cell", R(surfaces.extent)),
    { "surfaces", "repeat", KKR_RECIPE_INDICES, .low = 1, .high = 16, .instead = "none",
      R(surfaces.repeat) },

    CHOICE("features", "page", KKR_RECIPE_JL_PAGES, R(jl.page)),
    CHOICE("features", "plot", KKR_RECIPE_JL_CHARTS, R(jl.chart)),
    { "features", "species", KKR_RECIPE_NAME, R(jl.species) },
    NUMBER("features", "rcut", "Å", 0.1, 1e3, R(jl.rcut)),
    COUNT("features", "n-one", 1, KKR_JL_N1_MAX, R(jl.n_one)),
    COUNT("features", "n-two", 1, KKR_JL_N2_MAX, R(jl.n_two)),
    COUNT("features", "l-max", 0, KKR_JL_L_MAX, R(jl.l_max), .first = -1),
    NUMBER("features", "alpha", NULL, -0.999, 99, R(jl.alpha)),
    NUMBER("features", "beta", NULL, -0.999, 99, R(jl.beta)),
    NUMBER("features", "rmin", "Å", -1e3, 0, R(jl.rmin)),
    NUMBER("features", "gamma", NULL, 1e-3, 1e3, R(jl.gamma)),
    CHOICE("features", "body", "1|2|1+2", R(jl.body), .first = 1),
    CHOICE("features", "vanishing", "double|single", R(jl.single)),
    CHOICE("features", "compat", "none|reference", R(jl.reference)),
    { "features", "feature", KKR_RECIPE_NAME, R(jl.feature) },
    CHOICE("features", "values", "z|raw", R(jl.raw)),
    NUMBER("features", "likeness", NULL, 0.01, 100, R(jl.likeness)),

    COUNT("check", "grid", KKR_CHECK_GRID_LEAST, KKR_CHECK_GRID_MOST, R(check.grid)),
    { "check", "item", KKR_RECIPE_NAME, R(check.item) },
    COUNT("check", "site", 1, 1000000, R(check.site), .instead = "worst"),

    { "map", "colour", KKR_RECIPE_NAME, R(map.column) },
    { "map", "select", KKR_RECIPE_NAME, R(map.select) },
    CHOICE("map", "scale", "auto|linear|log", R(map.scale)),
    CHOICE("map", "order", "group|number", R(map.order)),
    CHOICE("map", "hosts", "used|all", R(map.all_hosts)),
    { "map", "sort", KKR_RECIPE_NAME, R(map.sort) },
    CHOICE("map", "show", "map|compare|screening", R(map.show)),

    CHOICE("fit", "plot", KKR_RECIPE_FIT_CHARTS, R(fit.chart)),
    CHOICE("fit", "target", "dV|dVstart", R(fit.from_start)),
    CHOICE("fit", "cells", "all|impurity", R(fit.only_impurity)),
    COUNT("fit", "n-one", 1, KKR_JL_N1_MAX, R(fit.n_one)),
    COUNT("fit", "n-two", 1, KKR_JL_N2_MAX, R(fit.n_two)),
    COUNT("fit", "l-max", 0, KKR_JL_L_MAX, R(fit.l_max), .first = -1),
    NUMBER("fit", "rcut", "Å", 0, 1e3, R(fit.rcut)),
    NUMBER("fit", "ridge", NULL, 0, 1, R(fit.lambda)),
    COUNT("fit", "points", KKR_FIT_LEAST_POINTS, KKR_FIT_MOST_POINTS, R(fit.points),
          .instead = "auto"),

    CHOICE("units", "energy", "Ry|mRy|Ha|eV|meV", R(energy_unit)),
    CHOICE("units", "length", "bohr|Å|a", R(length_unit)),

    CHOICE("page", "profile", "journal-1col|journal-2col|beamer|slide", R(profile)),
    CHOICE("page", "axes", "auto|off|on", R(axes), .first = -1),
    NUMBER("page", "width", "mm", 1, 1e4, R(width_mm), .instead = "auto"),
    NUMBER("page", "height", "mm", 1, 1e4, R(height_mm), .instead = "auto"),
    NUMBER("page", "dpi", NULL, 1, 1e4, R(dpi)),
    SWITCH("page", "transparent", transparent),
    { "page", "font", KKR_RECIPE_NAME, R(lettering.font) },
    CHOICE("page", "letters", "bold|round|none", R(lettering.letters)),

    SWITCH("sheet", "each", sheet.each),
    COUNT("sheet", "columns", 1, 20, R(sheet.columns), .instead = "none"),
    COUNT("sheet", "rows", 1, 20, R(sheet.rows), .instead = "none"),
};

static_assert(sizeof kkr_recipe_keys / sizeof *kkr_recipe_keys <= KKR_RECIPE_MAX_KEYS,
              "the reader notes a line for each key");
const int kkr_recipe_n_keys = sizeof kkr_recipe_keys / sizeof *kkr_recipe_keys;

// -------------------------------------------------------- in words

static void list_words(const kkr_recipe_key *key, char *text, size_t size)
{
    size_t n = 0;
    for (const char *word = key->words; word && n < size;) {
        const char *end = strchr(word, '|');
        int length = end ? (int)(end - word) : (int)strlen(word);
        if (length > 0)
            n += (size_t)snprintf(text + n, size - n, "%s%.*s",
                                  n == 0 ? ""
                                  : end  ? ", "
                                         : " or ",
                                  length, word);
        word = end ? end + 1 : NULL;
    }
}

bool kkr_recipe_key_fits(const kkr_recipe_key *key, const char *name)
{
    const kkr_colormap *map = kkr_colormap_get(name, false);
    return map && map->diverging == (key->high != 0);
}

static void list_maps(const kkr_recipe_key *key, char *text, size_t size)
{
    size_t n = (size_t)snprintf(text, size, "a map:");
    for (const char *const *name = kkr_colormap_names(); *name && n < size; name++)
        if (kkr_recipe_key_fits(key, *name))
            n += (size_t)snprintf(text + n, size - n, " %s", *name);
}

void kkr_recipe_key_takes(const kkr_recipe_key *key, char *text, size_t size)
{
    int n = (int)(key->size / sizeof(double));
    char instead[16] = "";
    if (key->instead)
        snprintf(instead, sizeof instead, "%s or ", key->instead);
    switch (key->value) {
    case KKR_RECIPE_CHOICE:
        list_words(key, text, size);
        return;
    case KKR_RECIPE_COUNT:
        snprintf(text, size, "%sa whole number from %.0f to %.0f", instead, key->low,
                 key->high);
        return;
    case KKR_RECIPE_NUMBERS:
        if (n == 1)
            snprintf(text, size, "%sa number from %g to %g", instead, key->low,
                     key->high);
        else
            snprintf(text, size, "%d numbers from %g to %g", n, key->low, key->high);
        if (key->words)
            snprintf(text + strlen(text), size - strlen(text), ", then %s", key->words);
        return;
    case KKR_RECIPE_INDICES:
        snprintf(text, size, "%s3 whole numbers from %.0f to %.0f", instead, key->low,
                 key->high);
        return;
    case KKR_RECIPE_LIST:
        snprintf(text, size, "%s1 to %zu whole numbers from %.0f to %.0f", instead,
                 key->size / sizeof(int), key->low, key->high);
        return;
    case KKR_RECIPE_NAME:
        snprintf(text, size, "a text of at most %zu bytes, in quotes", key->size - 1);
        return;
    case KKR_RECIPE_MAP:
        list_maps(key, text, size);
        return;
    case KKR_RECIPE_PATH:
        snprintf(text, size, "a file");
        return;
    case KKR_RECIPE_PATHS:
        snprintf(text, size, "1 to %d folders or files", KKR_RECIPE_MAX_PATHS);
        return;
    case KKR_RECIPE_HASH:
        snprintf(text, size, "64 digits 0 to 9 and a to f");
        return;
    case KKR_RECIPE_HASHES:
        snprintf(text, size, "for each path 64 digits 0 to 9 and a to f");
        return;
    }
}
