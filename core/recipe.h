// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/camera.h"
#include "core/cells_style.h"
#include "core/fit_look.h"
#include "core/jl_look.h"
#include "core/map_style.h"
#include "core/sampler.h"
#include "core/scale.h"
#include "core/slice.h"
#include "core/surface_style.h"

/**
 * The only description of a picture: the window edits one, the shell draws one,
 * undo is a list of them. A plain value: copy it by assignment.
 *
 * Lengths bohr, energies Ry, whatever the display units say.
 */
typedef enum kkr_energy_unit {
    KKR_ENERGY_RY,
    KKR_ENERGY_MRY,
    KKR_ENERGY_HA,
    KKR_ENERGY_EV,
    KKR_ENERGY_MEV,
    KKR_ENERGY_COUNT
} kkr_energy_unit;

typedef enum kkr_length_unit {
    KKR_LENGTH_BOHR,
    KKR_LENGTH_ANGSTROM,
    KKR_LENGTH_ALAT,
    KKR_LENGTH_COUNT
} kkr_length_unit;

/** "Ry", "mRy", ...; "bohr", "Å", "a" (the lattice constant). */
const char *kkr_energy_unit_name(kkr_energy_unit unit);
const char *kkr_length_unit_name(kkr_length_unit unit);
/** How many of `unit` one Ry is; how many one bohr is (`alat` in bohr for ALAT). */
double kkr_energy_unit_factor(kkr_energy_unit unit);
double kkr_length_unit_factor(kkr_length_unit unit, double alat);

/** Which of the window's views is shown; ui/views.h says how to add one. */
typedef enum kkr_recipe_view {
    KKR_VIEW_PANELS,
    KKR_VIEW_RADIAL,
    KKR_VIEW_CELLS,
    KKR_VIEW_FEATURES,
    KKR_VIEW_DATASET,
    KKR_VIEW_CHECK,
    KKR_VIEW_COUNT
} kkr_recipe_view;

/** "panels", "radial", "cells", ... */
const char *kkr_recipe_view_name(kkr_recipe_view view);

/** Which components of a site the curves against r are. */
typedef enum kkr_radial_parts {
    KKR_RADIAL_SPHERICAL,    // the spherical part
    KKR_RADIAL_LISTED,       // those that radial_lm lists
    KKR_RADIAL_NONSPHERICAL, // every other one that is stored
} kkr_radial_parts;

/** What is laid over it. */
typedef enum kkr_radial_overlay {
    KKR_RADIAL_ALONE, // nothing: as the sampler's parameters say
    KKR_RADIAL_MODES, // deconvoluted and as stored
    KKR_RADIAL_SPINS, // up and down
} kkr_radial_overlay;

enum { KKR_RECIPE_MAX_SITES = 16, KKR_RECIPE_PATH_SIZE = 512 };

/** Page styles: widths and type sizes as journals and talks ask for. */
typedef enum kkr_profile {
    KKR_PROFILE_JOURNAL_1COL, // 89 mm
    KKR_PROFILE_JOURNAL_2COL, // 183 mm
    KKR_PROFILE_BEAMER,       // 72 mm, half a slide
    KKR_PROFILE_SLIDE,        // a whole slide
    KKR_PROFILE_COUNT
} kkr_profile;

const char *kkr_profile_name(kkr_profile profile);

/** How panels are told apart: a, (a), or not at all. */
typedef enum kkr_letters {
    KKR_LETTERS_BOLD,  // a, as the journals of Nature want them
    KKR_LETTERS_ROUND, // (a), as those of the American Physical Society do
    KKR_LETTERS_NONE,
} kkr_letters;

/** The letters of a page. */
typedef struct kkr_lettering {
    char font[48];       // a family
    kkr_letters letters; // of profiles that have any
} kkr_lettering;

/** Several cases in one picture or book. */
typedef struct kkr_recipe_sheet {
    bool each;         // a page for each case
    int columns, rows; // pictures on a page; 0: it is no contact sheet
} kkr_recipe_sheet;

/** Along what the window's numbers for a plane's normal count. */
typedef enum kkr_plane_axes {
    KKR_AXES_CARTESIAN, // x, y, z
    KKR_AXES_LATTICE,   // the lattice vectors
} kkr_plane_axes;

/** Is the conversion right? */
typedef struct kkr_check_look {
    int grid;      // points along the longest axis of the grid that is judged
    char item[32]; // whose picture is shown, by kkr_check_item.id; "": the worst one
    int site;      // that is marked, from 1 on; 0: the worst one
} kkr_check_look;

/** Where a panel that is unlinked from the others looks; all zero: it is linked. */
typedef struct kkr_panel_view {
    bool unlinked;
    kkr_plane plane;
    double center_s, center_t, width; // as those of the recipe
} kkr_panel_view;

typedef struct kkr_recipe {
    // what is shown
    kkr_sampler_params sampler;
    kkr_reference reference;
    // A model file (docs/formats/model.md): V - V0 as it predicts, V = V0 + that. "":
    // as the files hold it.
    char model[KKR_RECIPE_PATH_SIZE];
    // where
    kkr_plane plane;
    kkr_plane_axes plane_axes;
    double center_s, center_t; // middle of each panel on the plane, bohr
    double width;              // of a panel, bohr; 0: kkr_slice_natural_width()
    // colours
    bool auto_scales;                   // take both pairs from the data
    kkr_scale_pair signed_scales;       // V | V - V0
    kkr_scale_pair absolute_scales;     // |V| | |V - V0|
    bool linked_scales;                 // V and V - V0 change together, ticks shared
    bool keep_scales;                   // also for the next case that is opened
    char diverging[16], sequential[16]; // colour maps
    bool dark;                          // dark ground and maps
    // what is drawn on top
    bool show_cells, show_contours, show_atoms, show_labels, show_r_mt;
    bool show_owners;        // a tint per cell
    bool show_tripod;        // the directions of x, y and z, where there are no axes
    int contours_per_decade; // 1, 2 or 3
    // a point whose values stay, and a line whose profile stands below the panels
    bool has_pin;
    kkr_vec3 pin; // bohr
    bool show_line;
    int line_ends; // 0: there is no line, 1: only its beginning is chosen, 2: both
    kkr_vec3 line_from, line_to; // bohr
    kkr_scale_kind line_scale;   // of the values: LINEAR or SYMLOG
    kkr_energy_unit energy_unit;
    kkr_length_unit length_unit;
    // of the window
    kkr_recipe_view view;
    kkr_quantity active; // the panel that range controls act on
    // curves against r
    int radial_sites[KKR_RECIPE_MAX_SITES]; // from 1 on, 0 ends; none: the natural one
    kkr_radial_parts radial_parts;
    // Of LISTED, from 1 on as files count; 1 is the spherical part, 0 ends. Never empty.
    int radial_lm[KKR_RECIPE_MAX_SITES];
    kkr_radial_overlay radial_overlay;
    bool radial_log, radial_marks;
    double radial_from, radial_to; // of the axis, bohr; 0: from and to the end
    // three dimensions: kkr_recipe_camera(); span 0: everything, whatever the target
    kkr_camera camera;
    kkr_cells_style cells;
    kkr_surface_style surfaces;
    kkr_jl_look jl; // Jacobi-Legendre features; their point is the pin, if there is one
    kkr_check_look check;
    kkr_map_style map; // of a data set
    kkr_fit_look fit;  // a linear model of V - V0
    // which panels: a single quantity or, with -1, all four
    int only;
    // the page
    kkr_profile profile;
    int axes; // 1: with numbers, 0: a scale bar instead, -1: as the profile says
    double width_mm, height_mm; // 0: as the profile says
    double dpi;
    bool transparent;
    kkr_lettering lettering;
    kkr_recipe_sheet sheet;
    // where panels look that are unlinked from the others
    kkr_panel_view own[KKR_QUANTITY_COUNT];
} kkr_recipe;

/** Everything at its default; the plane is (001) through the origin. */
void kkr_recipe_init(kkr_recipe *recipe);

/** Where a panel looks: its own view, or that of the linked ones. */
kkr_panel_view kkr_recipe_panel(const kkr_recipe *recipe, kkr_quantity panel);
/** The recipe with the view of this panel for that of all linked ones. */
kkr_recipe kkr_recipe_seen_by(const kkr_recipe *recipe, kkr_quantity panel);
/**
 * The way back: `recipe` with the changes of `seen`, in which the panel's view stands for
 * that of the linked ones.
 */
kkr_recipe kkr_recipe_changed_by(const kkr_recipe *recipe, const kkr_recipe *seen,
                                 kkr_quantity panel);
/** Unlinks a panel, which goes on looking where it does, or links it again. */
void kkr_recipe_set_linked(kkr_recipe *recipe, kkr_quantity panel, bool linked);
/** Of a page with a single panel: its view becomes that of all, which it is linked to. */
void kkr_recipe_settle_view(kkr_recipe *recipe);
/** Is one of the panels that are shown unlinked? */
bool kkr_recipe_is_unlinked(const kkr_recipe *recipe);

/** The camera with straight directions; where its span is 0, that of a whole sphere. */
kkr_camera kkr_recipe_camera(const kkr_recipe *recipe, kkr_vec3 center, double radius);

/** What titles call the model: its file's name without folder and suffix; "": none. */
void kkr_recipe_model_name(const kkr_recipe *recipe, char *name, size_t size);
