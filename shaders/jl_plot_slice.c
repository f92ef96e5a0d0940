// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/jl_plot_private.h"

kkr_rect kkr_jl_slice_place(const kkr_slice *slice, const kkr_jl_style *style,
                            const kkr_rect *area)
{
    double aspect = (double)slice->height / slice->width, width = area->width;
    double most = area->height - style->head - style->bar_room;
    if (width * aspect > most)
        width = most / aspect;
    return (kkr_rect){ area->x, area->y + style->head, width, width * aspect };
}

void kkr_jl_draw_panel(cairo_t *cr, const kkr_panels *panels, const kkr_slice *slice,
                       kkr_quantity quantity, const kkr_jl_view *view,
                       const kkr_jl_style *style, const kkr_rect *area)
{
    kkr_panels_style own = kkr_panels_style_screen(style->plot.dark);
    kkr_panels_layout layout = { .n_bars = 0 };
    char title[160];
    own.plot = style->plot;
    kkr_rect box = layout.panel[quantity] = kkr_jl_slice_place(slice, style, area);
    layout.shown[quantity] = true;
    kkr_panels_heading(view->recipe, quantity, title, sizeof title);
    kkr_jl_draw_heading(cr, style, area, title, slice->plane.name);
    cairo_surface_t *image = kkr_panels_image(panels, &own, quantity, NULL);
    kkr_jl_paint(cr, image, &box, true);
    cairo_surface_destroy(image);
    kkr_panels_draw(cr, panels, &layout, &own, KKR_LAYER_MARKS);
    double f = kkr_energy_unit_factor(view->recipe->energy_unit);
    kkr_scale scale = *kkr_panels_scale(panels, quantity);
    scale.low *= f;
    scale.limit *= f;
    scale.linear_to *= f;
    // the number at its lower end is wider than the end
    kkr_rect ramp = { box.x + 1.2 * style->label,
                      box.y + box.height + 0.8 * style->label, 0.75 * box.width,
                      0.8 * style->label };
    kkr_jl_draw_scale(cr, style, &ramp, kkr_panels_colormap(panels, quantity), &scale);
    kkr_jl_write(cr, style, kkr_energy_unit_name(view->recipe->energy_unit),
                 style->plot.dim, KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE,
                 box.x + box.width, ramp.y + ramp.height / 2);
}
