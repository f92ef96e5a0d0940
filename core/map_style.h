// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <stdbool.h>

/** What a recipe says of the map of a data set (core/dataset_map.h). A plain value. */
typedef enum kkr_map_order {
    KKR_MAP_GROUP, // group, then period: families are blocks
    KKR_MAP_NUMBER,
} kkr_map_order;

typedef enum kkr_map_scale {
    KKR_MAP_AUTO, // what suits the column
    KKR_MAP_LINEAR,
    KKR_MAP_LOG,
} kkr_map_scale;

/** What the window's page shows beside the table. */
typedef enum kkr_map_show {
    KKR_MAP_SHOW_MAP,
    KKR_MAP_SHOW_COMPARE,   // the open entry, the pinned one, and their difference
    KKR_MAP_SHOW_SCREENING, // V - V0 against the distance of the shells
} kkr_map_show;

/** What a recipe says of a map. */
typedef struct kkr_map_style {
    char column[24];  // "count", or a number column of the table: "rms", "core_shift"
    char select[128]; // a query (core/dataset_query.h); empty: all entries
    kkr_map_scale scale;
    kkr_map_order order;
    bool all_hosts; // rows also for elements that host nothing
    // of the window's page
    char sort[24]; // of the table, as in core/dataset_order.h; empty: as in the file
    kkr_map_show show;
} kkr_map_style;

extern const kkr_map_style kkr_map_style_default;
