#pragma once

#include <Arduino.h>

enum WifiMode { WIFI_STA = 1 };
enum WifiStatus { WL_CONNECTED = 3, WL_DISCONNECTED = 6 };

struct Wifi {
    void persistent(bool) {}

    void mode(WifiMode) {}

    void begin(const char *, const char *) {
        world.connecting = true;
        world.connectedAt = world.clock + 3000;
    }

    void disconnect() {
        world.connecting = false;
    }

    WifiStatus status() {
        return world.connecting && (int32_t) (world.clock - world.connectedAt) >= 0 ? WL_CONNECTED : WL_DISCONNECTED;
    }

    IPAddress localIP() {
        return IPAddress(192, 168, 1, 77);
    }

    int RSSI() {
        return -60;
    }
};

inline Wifi WiFi;
