// As much of the cores for ESP8266 and ESP32 as the sketches use: enough to compile and run them here, no proof that they compile for a board. Time stands
// still but in delay(); sensors and access point follow the story of run_sketch.cpp.
#pragma once

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <string>

struct World {
    uint32_t clock; // wraps, as on a board
    uint16_t hubPort;
    int analog;
    float temperature;
    bool accessPoint;
    bool connecting;
    uint32_t connectedAt;
    unsigned failures; // datagrams that the network will not take
    uint32_t flash;    // all ones when erased
};

extern World world;

const int A0 = 17;

inline uint32_t millis() {
    return world.clock;
}

void delay(uint32_t millis);

inline int analogRead(int pin) {
    return pin == A0 ? world.analog : 0;
}

inline float temperatureRead() {
    return world.temperature;
}

struct SerialPort {
    void begin(unsigned long) {}

    void print(const char *text) {
        fputs(text, stdout);
    }

    void println(const char *text = "") {
        puts(text);
    }

    size_t write(const uint8_t *bytes, size_t size) {
        return fwrite(bytes, 1, size, stdout);
    }

    __attribute__((format(printf, 2, 3))) void printf(const char *format, ...) {
        va_list arguments;
        va_start(arguments, format);
        vprintf(format, arguments);
        va_end(arguments);
    }
};

inline SerialPort Serial;

struct Chip {
    uint32_t getChipId() const {
        return 0x00c0de;
    }

    uint64_t getEfuseMac() const {
        return 0xdec000563412; // 12:34:56:00:c0:de
    }
};

inline Chip ESP;

class IPAddress {
public:
    IPAddress(uint8_t a, uint8_t b, uint8_t c, uint8_t d) : text(std::to_string(a) + '.' + std::to_string(b) + '.' + std::to_string(c) + '.' + std::to_string(d)) {}

    std::string toString() const {
        return text;
    }

private:
    std::string text;
};
